import { type PhaseRun, type PhaseRunResult, runPhases } from "../../../src/cli/gate/run-phases.ts";
import type { ProvidedRun } from "../../../src/fixtures/provided-run.ts";
import { systemClock } from "../../../src/ground/clock.ts";
import { phases } from "../../../src/harness/gate/check.ts";

/** One fixture file per phase, by name. */
export interface Fixtures {
  readonly first?: string;
  readonly second?: string;
  readonly third?: string;
}

let runs = 0;

/** A name no other run of this process has. */
export function nextRunId(): string {
  runs += 1;
  return `test-${process.pid}-${runs}`;
}

/** Runs fixture files as the phases, in the folder given for the run's own state. */
export function runFixtures(
  stateDir: string,
  fixtures: Fixtures,
  overrides: Partial<PhaseRun> = {},
): Promise<PhaseRunResult> {
  const runId = nextRunId();
  const globs = [fixtures.first, fixtures.second, fixtures.third].map((name) =>
    name === undefined ? [] : [`fixtures/${name}.fixture.ts`],
  );
  return runPhases({
    files: {
      root: import.meta.dirname,
      globs: Object.fromEntries(phases.map((phase, index) => [phase, globs[index] ?? []])),
    },
    phases,
    maxDurationMs: 20_000,
    runId,
    stateDir,
    provided: { gapproof: { runId, stateDir } as ProvidedRun },
    interrupted: new AbortController().signal,
    clock: systemClock,
    ...overrides,
  });
}
