import type { ExitCode } from "../../ground/exit-code.ts";
import type { Diagnosis } from "../diagnosis/diagnosis.ts";
import type { Correlation } from "../drift/census/correlate.ts";
import type { CheckResult } from "../gate/check-result.ts";
import type { JudgedExpectation } from "../gate/expectations.ts";
import type { ReportedGap } from "../gate/gaps/reported-gap.ts";
import type { JourneyRate } from "../gate/journeys.ts";
import type { LoopOutcome } from "../gate/rates/loop.ts";
import type { TierTally } from "../gate/tiers.ts";
import type { Mode, RunEnd, Verdict } from "../gate/verdict.ts";
import type { RolloutOutcome } from "../gate/verdict-evidence.ts";
import type { Identity, TargetSource, TrailEntry } from "../target/target.ts";
import type { Exhibits } from "./exhibits.ts";
import type { Weighed } from "./weighing.ts";

/** How a run treats the server's long promises. */
export interface Pace {
  /** Factor on them; 1 is full length. */
  readonly scale: number;
  /** Checks that would have waited longer for one were skipped; absent: none was. */
  readonly maxWaitMs?: number;
}

export interface ReportRun extends Pace {
  readonly id: string;
  readonly seed: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** Name of the environment gapproof ran against. */
  readonly environment: string;
  readonly exitCode: ExitCode;
  readonly end: RunEnd;
  /** What was asked for, when it was not everything. */
  readonly filter?: {
    readonly phases?: readonly string[];
    readonly pattern?: string;
    /** Expression over tags. */
    readonly tags?: string;
    /** Checks that would wait longer than this for one promise were left out. */
    readonly maxWaitMs?: number;
  };
  /** Options it was given that change what a check sees, for whoever wants to repeat one. */
  readonly given?: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
}

/** The backend tested; `null` where none was found. The trail says what was tried. */
export interface ReportTarget {
  readonly http: string | null;
  readonly ws: string | null;
  readonly source: TargetSource | null;
  readonly trail: readonly TrailEntry[];
  readonly identity: Identity | null;
  /** Last lines of its container, when it was found as one and the run was not green. */
  readonly containerLogs?: readonly string[];
}

/** Who was asked for the branch's own build. */
export interface BranchBuild {
  /** Target or report, as it was named. */
  readonly from: string;
  readonly revision?: string;
}

/** A run as a value: every renderer is a pure function of it. */
export interface Report extends Exhibits {
  readonly schemaVersion: 1;
  readonly run: ReportRun;
  readonly mode: Mode;
  readonly verdict: Verdict;
  /** Why this verdict; the first reason decided. */
  readonly reasons: readonly string[];
  /** Things worth saying aloud that do not change the verdict. */
  readonly warnings: readonly string[];
  /** Why nothing could be tested. */
  readonly blocked?: { readonly reason: string; readonly advice: readonly string[] };
  readonly contract: { readonly id: string; readonly hash: string };
  readonly target: ReportTarget;
  readonly journeys: readonly JourneyRate[];
  readonly checks: readonly CheckResult[];
  /** Why checks failed, as far as the wire and the checks themselves say. Absent when nobody asked. */
  readonly diagnoses?: readonly Diagnosis[];
  /** Whether checks that failed were answered by another revision than those that passed. */
  readonly correlation?: Correlation;
  /** How the declared gaps stand; absent where no decision about them was asked for. */
  readonly gaps?: readonly ReportedGap[];
  /** What came of walking all journeys together, as often as was asked for. */
  readonly loop?: LoopOutcome;
  /** How many of the checks of each tier pass. */
  readonly tiers?: readonly TierTally[];
  readonly expectations?: readonly JudgedExpectation[];
  /** Checks that are borne for a while, and those that were. */
  readonly quarantine?: Weighed["quarantine"];
  /** What failures put at risk, or what is missing to say so. */
  readonly impact?: NonNullable<Weighed["impact"]>;
  /** Results of the checks of gaps that were run again, because they have to pass several times in a row. */
  readonly repeats?: readonly CheckResult[];
  /** Where the gaps' checks were run beside the deployment; absent where there was nothing to compare. */
  readonly branch?: BranchBuild;
  /** What came of waiting for a revision. */
  readonly rollout?: RolloutOutcome;
  /** Errors outside any check. */
  readonly unhandledErrors: readonly string[];
}
