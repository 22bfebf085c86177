import type { ProvidedContext } from "vitest";
import type { Vitest } from "vitest/node";
import type { Clock } from "../../ground/clock.ts";
import type { Phase } from "../../harness/gate/check.ts";
import type { RunEnd } from "../../harness/gate/verdict.ts";
import type { ProgressEvent } from "../../harness/report/progress.ts";
import { GateReporter, type RunRecord } from "../../harness/report/reporter.ts";
import type { PhaseFiles } from "./phase-files.ts";
import { beforeLimit, type RunLimit } from "./run-limit.ts";
import { RunningChecks } from "./running-checks.ts";
import { type CheckFilter, selectChecks } from "./select-checks.ts";
import { isTagged, refuseFilter, testsIn } from "./tags-filter.ts";
import { createInstance } from "./vitest-instance.ts";

export interface PhaseRun extends RunLimit, CheckFilter {
  readonly files: PhaseFiles;
  /** The phases to run; their order is always that of {@link Phase}. */
  readonly phases: readonly Phase[];
  /** How often a failed check is tried again. @default 0 */
  readonly retry?: number;
  readonly runId: string;
  readonly stateDir: string;
  /** Handed to the checks as they are. */
  readonly provided: Partial<ProvidedContext>;
  readonly onProgress?: (event: ProgressEvent) => void;
}

export interface PhaseRunResult extends RunRecord {
  readonly end: RunEnd;
  readonly vitestVersion: string;
}

/** How long checks may take to let go after they were told to. */
const graceMs = 2_000;

/**
 * Runs the phases in one Vitest that this process owns, and always comes back: an interrupt or the
 * end of the time given cancels what runs, and ends the worker of a check that does not let go.
 *
 * @throws ConfigurationError naming a filter that matches nothing or that nobody can read
 */
export async function runPhases(request: PhaseRun): Promise<PhaseRunResult> {
  const { stateDir, onProgress, clock } = request;
  const reporter = new GateReporter({
    stateDir,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const channelName = `gapproof-${request.runId}`;
  using checks = new RunningChecks(channelName, (id) => reporter.started(id));
  const vitest = await createInstance({
    files: request.files,
    phases: request.phases,
    retry: request.retry ?? 0,
    tagsFilter: request.tagsFilter,
    reporters: [reporter],
  });
  try {
    provide(vitest, { ...request.provided, gapproofSigns: channelName });
    const stopped = new AbortController();
    const run = selectAndRun({ vitest, reporter, request, stopped: stopped.signal });
    const { end } = await beforeLimit(run, request);
    if (end !== "finished") {
      stopped.abort();
      // Signs that have arrived and were not read yet: without them the wrong check would be named.
      await new Promise((resolve) => setImmediate(resolve));
      reporter.stop({ end, ...checks.snapshot(reporter.pending()) });
      await within(vitest.cancelCurrentRun("keyboard-input"), clock);
    }
    return { ...reporter.record(), end, vitestVersion: vitest.version };
  } finally {
    // A second cancellation, which closing implies, ends workers that did not let go.
    await within(vitest.close(), clock);
  }
}

function provide(vitest: Vitest, values: Partial<ProvidedContext>): void {
  for (const [key, value] of Object.entries(values)) {
    vitest.provide(key as keyof ProvidedContext, value as ProvidedContext[keyof ProvidedContext]);
  }
}

interface Work {
  readonly vitest: Vitest;
  readonly reporter: GateReporter;
  readonly request: PhaseRun;
  readonly stopped: AbortSignal;
}

async function selectAndRun({ vitest, reporter, request, stopped }: Work): Promise<void> {
  const { pattern, tagsFilter, only } = request;
  if (pattern === undefined && tagsFilter === undefined && only === undefined) {
    const all = await vitest.globTestSpecifications();
    if (!stopped.aborted) await vitest.runTestSpecifications(all);
    return;
  }
  if (pattern === undefined && only === undefined) {
    await runTagged({ vitest, reporter, request, stopped });
    return;
  }
  const selection = await selectChecks(vitest, request);
  if (stopped.aborted) return;
  reporter.select(({ id }) => selection.ids.has(id));
  await vitest.runTestSpecifications([...selection.specifications]);
}

/** Vitest filters by tags while it runs: the files need not be read twice. */
async function runTagged({ vitest, reporter, request, stopped }: Work): Promise<void> {
  const { tagsFilter = "" } = request;
  reporter.select(isTagged);
  const all = await vitest.globTestSpecifications();
  if (stopped.aborted) return;
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(all);
  if (stopped.aborted) return;
  refuseFilter(tagsFilter, { tests: testsIn(testModules), errors: unhandledErrors });
}

/** Waits for the work to end, but not for ever. */
async function within(work: Promise<unknown>, clock: Clock): Promise<void> {
  let cancel: () => void = () => undefined;
  const patience = new Promise<void>((resolve) => {
    cancel = clock.after(graceMs, resolve);
  });
  try {
    await Promise.race([work, patience]);
  } finally {
    cancel();
  }
}
