import type { Provision, ProvisionOptions } from "../../fixtures/provision.ts";
import { linkAbort } from "../../ground/abort.ts";
import type { Clock } from "../../ground/clock.ts";
import { phases } from "../../harness/gate/check.ts";
import type { CheckResult } from "../../harness/gate/check-result.ts";
import type { GapQuestion } from "../../harness/gate/gaps/judge-gaps.ts";
import type { RunFacts, Sighting } from "../../harness/report/compose.ts";
import type { ProgressEvent } from "../../harness/report/progress.ts";
import type { Pace } from "../../harness/report/report.ts";
import type { Walked } from "../../harness/report/weighing.ts";
import type { Settings } from "../../harness/settings/settings.ts";
import type { BlockedResolution } from "../../harness/target/blocked.ts";
import type { Waiting } from "../../harness/target/wait-record.ts";
import { containerEvidence } from "./container-evidence.ts";
import { diagnoseFailures } from "./diagnose-failures.ts";
import type { GateOptions } from "./gate-options.ts";
import type { GapFollowing, GatePlan } from "./gate-plan.ts";
import type { PhaseFiles } from "./phase-files.ts";
import { type Repeats, repeatChecks } from "./repeat-checks.ts";
import { beforeLimit } from "./run-limit.ts";
import { type PhaseRunResult, runPhases } from "./run-phases.ts";
import { type SampledRates, sampleRates } from "./sample-rates.ts";

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
  > & {
    /** Ids of the only checks to be run. @default all that the filters leave */
    readonly only?: ReadonlySet<string>;
    /** Trials of each journey whose rate is promised. @default none */
    readonly samples?: number | undefined;
  };
  readonly files: PhaseFiles;
  /** What is to be decided beside whether the checks pass. @default nothing */
  readonly plan?: GatePlan | undefined;
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

/** When a run began, and its name. */
export interface Beginning {
  readonly runId: string;
  /** On the run's clock. Milliseconds. */
  readonly start: number;
}

/** What a run found out, as far as it came. */
export type Findings = Omit<RunFacts, "run" | "contract" | "mode" | "declared" | "gaps"> & {
  readonly pace: Pace;
  readonly vitest?: string;
};

/** Finds the target, walks the phases against it, and asks why what failed did. */
export async function investigate(gate: GateRun, beginning: Beginning): Promise<Findings> {
  const { settings, options, clock, interrupted } = gate;
  const { maxDurationMs, preflight } = options;
  const over = new AbortController();
  using stop = linkAbort([interrupted, over.signal]);
  const provisioning = gate.provision({
    ...{ settings, runId: beginning.runId, preflight, signal: stop.signal },
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
  const { rollout } = gate.plan ?? {};
  if (rollout !== undefined && rollout.state !== "complete")
    return { ...nothing, end: "finished", sighting };
  return { ...(await walk(gate, ready, beginning)), sighting, pace: paceOf(ready.provided) };
}

/** The phases, the checks that have to pass several times, and the reasons for what did not. */
async function walk(
  gate: GateRun,
  ready: Provision,
  { runId, start }: Beginning,
): Promise<Omit<Findings, "sighting" | "pace">> {
  const { options, clock, interrupted, plan } = gate;
  const run = (runs: string, only?: ReadonlySet<string>): Promise<PhaseRunResult> =>
    runPhases({
      ...{ files: gate.files, retry: options.retry, interrupted, clock },
      // Whoever asks for one phase still asks for the gaps, wherever their checks stand.
      phases: only === undefined ? options.phases : phases,
      ...(only === undefined
        ? { pattern: options.pattern, tagsFilter: options.tagsFilter }
        : { only }),
      maxDurationMs: Math.max(1, options.maxDurationMs - (clock.now() - start)),
      ...{ runId: runs, stateDir: ready.provided.stateDir },
      provided: { gapproof: ready.provided },
      ...(gate.onProgress === undefined ? {} : { onProgress: gate.onProgress }),
    });
  const { vitestVersion: vitest, ...first } = await run(runId, options.only);
  // Each run has a channel of its own, on which its workers say what they do.
  const result =
    plan?.mode === "verify" && plan.gaps !== undefined && first.end === "finished"
      ? withRepeats(
          first,
          await repeatChecks(first, questionOf(plan.gaps, ready), (ids, n) =>
            run(`${runId}-${n}`, ids),
          ),
        )
      : { ...first, repeats: [] };
  const rates = await ratesOf(gate, ready, { end: result.end, start });
  const ended = { ...result, end: rates.end };
  const evidence = await containerEvidence(ready.target, ended);
  const leftMs = options.maxDurationMs - (clock.now() - start);
  const answer = await reasonsFor(gate, ready, { ...ended, walked: rates.walked, leftMs });
  const warnings = [...bypass(options), ...evidence.warnings, ...rates.warnings];
  return {
    ...{ ...ended, ...evidence, ...answer, vitest },
    // Whoever interrupts a diagnosis gets no verdict without it.
    ...(interrupted.aborted ? { end: "interrupted" as const } : {}),
    ...(rates.walked === undefined ? {} : { walked: rates.walked }),
    warnings: [...warnings, ...answer.warnings],
  };
}

/** Rates come after the checks: a walk that goes wrong for a reason they know needs no more trials to say so. */
async function ratesOf(
  { options, plan, clock, interrupted, onProgress }: GateRun,
  ready: Provision,
  { end, start }: Pick<Result, "end"> & Pick<Beginning, "start">,
): Promise<SampledRates> {
  if (end !== "finished") return { end, warnings: [] };
  const { samples, maxDurationMs } = options;
  return await sampleRates({
    ...{ ready, samples, clock, interrupted, gaps: plan?.gaps },
    maxDurationMs: Math.max(1, maxDurationMs - (clock.now() - start)),
    onTrials: (text) => onProgress?.({ kind: "walking", text }),
  });
}

function questionOf(
  { gaps, earlierOn }: GapFollowing,
  { target }: Provision,
): Pick<GapQuestion, "gaps" | "earlier"> {
  return { gaps, earlier: earlierOn(target.http) };
}

type Result = Omit<PhaseRunResult, "vitestVersion"> & {
  readonly repeats: readonly CheckResult[];
};

function withRepeats(first: Omit<Result, "repeats">, repeats: Repeats): Result {
  const unhandledErrors = [...first.unhandledErrors, ...repeats.unhandledErrors];
  return { ...first, unhandledErrors, end: repeats.end, repeats: repeats.checks };
}

interface Diagnosable extends Result {
  readonly walked: Walked | undefined;
  /** Until the time of the run is over. Milliseconds. */
  readonly leftMs: number;
}

/** The checks have said what they had to say; a cause is worth a little more, even at the end of the time. */
const [shortestDiagnosisMs, longestDiagnosisMs] = [2_000, 60_000];

/** Why checks failed, the first time or when they were run again. */
async function reasonsFor(
  gate: GateRun,
  ready: Provision,
  { checks, repeats, end, walked, leftMs }: Diagnosable,
): Promise<Pick<RunFacts, "diagnoses" | "warnings" | "checks" | "repeats">> {
  if (!gate.options.diagnose || end !== "finished") return { checks, repeats, warnings: [] };
  const all = [...checks, ...repeats];
  const anyway = walked?.rates.some(({ decision }) => decision === "fail") ?? false;
  const limitMs = Math.min(longestDiagnosisMs, Math.max(shortestDiagnosisMs, leftMs));
  const question = { ...gate, ready, checks: all, anyway, limitMs };
  const { checks: explained, ...answer } = await diagnoseFailures(question);
  return {
    ...answer,
    checks: explained.slice(0, checks.length),
    repeats: explained.slice(checks.length),
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
