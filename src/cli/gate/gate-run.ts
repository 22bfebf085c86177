import { contractHash } from "../../contract/hash.ts";
import type { Provision, ProvisionOptions } from "../../fixtures/provision.ts";
import { linkAbort } from "../../ground/abort.ts";
import type { Clock } from "../../ground/clock.ts";
import { composeReport, type RunFacts, type Sighting } from "../../harness/report/compose.ts";
import type { ProgressEvent } from "../../harness/report/progress.ts";
import type { Pace, Report, ReportRun } from "../../harness/report/report.ts";
import { newRunId } from "../../harness/report/run-id.ts";
import type { Settings } from "../../harness/settings/settings.ts";
import type { BlockedResolution } from "../../harness/target/blocked.ts";
import { detectEnvironment } from "../../harness/target/environment.ts";
import type { Waiting } from "../../harness/target/wait-record.ts";
import { packageVersion } from "../package-info.ts";
import { containerEvidence } from "./container-evidence.ts";
import { diagnoseFailures } from "./diagnose-failures.ts";
import { fastFilter, type GateOptions } from "./gate-options.ts";
import { listChecks } from "./list-checks.ts";
import type { PhaseFiles } from "./phase-files.ts";
import { beforeLimit } from "./run-limit.ts";
import { runPhases } from "./run-phases.ts";

export interface GateRun {
  readonly settings: Settings;
  readonly options: Pick<
    GateOptions,
    | "phases"
    | "pattern"
    | "tagsFilter"
    | "retry"
    | "maxDurationMs"
    | "preflight"
    | "isFiltered"
    | "diagnose"
  >;
  readonly files: PhaseFiles;
  /** Arguments that repeat how this run looks at its target, besides the target itself. */
  readonly given?: readonly string[];
  readonly provision: (options: ProvisionOptions) => Promise<Provision | BlockedResolution>;
  readonly clock: Clock;
  readonly interrupted: AbortSignal;
  /** Called while a backend that is not up yet is waited for. */
  readonly onWaiting?: (waiting: Waiting) => void;
  /** Called once it is known what will be tested and at what pace, or that nothing can be. */
  readonly onSighting?: (sighting: Sighting, pace?: Pace) => void;
  readonly onProgress?: (event: ProgressEvent) => void;
}

/** What a run found out, as far as it came. */
type Findings = Omit<RunFacts, "run" | "contract"> & {
  readonly pace: Pace;
  readonly vitest?: string;
};

/**
 * Finds the target, runs the phases against it and says what came of it.
 *
 * @throws ConfigurationError naming a filter that matches nothing or that nobody can read
 */
export async function runGate(gate: GateRun): Promise<Report> {
  const { settings, clock, options, files } = gate;
  // Before anybody is asked and anything is started: a misspelt filter is known without a target.
  if (isSpelt(options)) await listChecks({ ...options, files });
  const startedAt = clock.date();
  const start = clock.now();
  const runId = newRunId(startedAt);
  const findings = await investigate(gate, runId, start);
  const { pace, vitest, ...facts } = findings;
  const run: RunFacts["run"] = {
    id: runId,
    seed: settings.seed,
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(clock.now() - start),
    environment: detectEnvironment(settings).name,
    ...pace,
    ...filterOf(gate),
    ...(gate.given === undefined || gate.given.length === 0 ? {} : { given: gate.given }),
    versions: {
      gapproof: packageVersion(),
      node: process.versions.node,
      ...(vitest === undefined ? {} : { vitest }),
    },
  };
  const contract = { id: settings.contract.id, hash: contractHash(settings.contract) };
  const { targets } = settings.contract;
  return composeReport({ ...facts, run, contract, targets });
}

/** Whether somebody wrote a filter, and may have misspelt it; `--fast` alone is not written. */
function isSpelt({ pattern, tagsFilter }: GateRun["options"]): boolean {
  return pattern !== undefined || (tagsFilter !== undefined && tagsFilter !== fastFilter);
}

async function investigate(gate: GateRun, runId: string, start: number): Promise<Findings> {
  const { settings, options, clock, interrupted } = gate;
  const { maxDurationMs, preflight } = options;
  const over = new AbortController();
  using stop = linkAbort([interrupted, over.signal]);
  const provisioning = gate.provision({
    settings,
    runId,
    preflight,
    signal: stop.signal,
    ...(gate.onWaiting === undefined ? {} : { onWaiting: gate.onWaiting }),
  });
  const found = await beforeLimit(provisioning, { clock, interrupted, maxDurationMs });
  const pace = paceOf({ ...settings, scale: settings.scale ?? 1 });
  const nothing = { checks: [], unhandledErrors: [], warnings: [], pace };
  if (found.end !== "finished") {
    over.abort();
    abandon(provisioning);
    return { ...nothing, end: found.end, sighting: { state: "unresolved" } };
  }
  if (found.value.state === "blocked") {
    gate.onSighting?.(found.value);
    return { ...nothing, end: "finished", sighting: found.value };
  }
  await using ready = found.value;
  const sighting: Sighting = { state: "ready", target: ready.target };
  gate.onSighting?.(sighting, paceOf(ready.provided));
  const { vitestVersion, ...result } = await runPhases({
    files: gate.files,
    phases: options.phases,
    pattern: options.pattern,
    tagsFilter: options.tagsFilter,
    retry: options.retry,
    maxDurationMs: Math.max(1, maxDurationMs - (clock.now() - start)),
    runId,
    stateDir: ready.provided.stateDir,
    provided: { gapproof: ready.provided },
    interrupted,
    clock,
    ...(gate.onProgress === undefined ? {} : { onProgress: gate.onProgress }),
  });
  const evidence = await containerEvidence(ready.target, result);
  const { checks } = result;
  const answer =
    options.diagnose && result.end === "finished"
      ? await diagnoseFailures({ ...gate, ready, checks })
      : { checks, diagnoses: [], warnings: [] };
  return {
    ...result,
    ...evidence,
    ...answer,
    warnings: [...bypass(options), ...evidence.warnings, ...answer.warnings],
    sighting,
    pace: paceOf(ready.provided),
    vitest: vitestVersion,
  };
}

function paceOf({ scale, maxWaitMs }: Pace): Pace {
  return maxWaitMs === undefined ? { scale } : { scale, maxWaitMs };
}

/** A run nobody was asked before must not look like one whose target said who it is. */
function bypass({ preflight }: GateRun["options"]): readonly string[] {
  return preflight ? [] : ["--no-preflight: nobody was asked who answers before the checks ran"];
}

/** What was started for a run that is over is stopped as soon as it has started. */
function abandon(provisioning: Promise<Provision | BlockedResolution>): void {
  provisioning
    .then(async (late) => {
      if (late.state === "ready") await late[Symbol.asyncDispose]();
    })
    .catch(() => undefined);
}

/** A config file may limit waits, too: what is left out is left out, whoever said so. */
function filterOf({ options, settings: { maxWaitMs } }: GateRun): Pick<ReportRun, "filter"> {
  const { phases, pattern, tagsFilter, isFiltered } = options;
  if (!isFiltered && maxWaitMs === undefined) return {};
  return {
    filter: {
      phases,
      ...(pattern === undefined ? {} : { pattern }),
      ...(tagsFilter === undefined ? {} : { tags: tagsFilter }),
      ...(maxWaitMs === undefined ? {} : { maxWaitMs }),
    },
  };
}
