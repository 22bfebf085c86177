import type { ExitCode } from "../../ground/exit-code.ts";
import type { CheckResult } from "./check-result.ts";
import type { ReportedGap } from "./gaps/reported-gap.ts";
import type { JourneyRate } from "./journeys.ts";

export const verdicts = ["pass", "fail", "inconclusive", "blocked"] as const;

export type Verdict = (typeof verdicts)[number];

/**
 * What a run is for. `gate`: do the checks pass? `prove`: are the declared gaps there, each for its cause? `verify`:
 * are they closed, and does everything pass? `watch`: how often does each journey work?
 */
export const modes = ["gate", "prove", "verify", "watch"] as const;

export type Mode = (typeof modes)[number];

export const runEnds = ["finished", "interrupted", "timed-out"] as const;

/** How the run came to its end. `timed-out`: `--max-duration` ran out. */
export type RunEnd = (typeof runEnds)[number];

/** What came of looking for a backend to test. */
export type TargetOutcome =
  | { readonly state: "ready" }
  /** A declared target lost, and another one was tested instead. */
  | { readonly state: "fallback"; readonly reason: string }
  | { readonly state: "blocked"; readonly reason: string }
  /** The run ended before anything was found. */
  | { readonly state: "unresolved" };

/** What came of waiting for a revision. `nobody`: nothing answered, so nobody knows what was deployed. */
export interface RolloutOutcome {
  readonly state: "complete" | "incomplete" | "nobody";
  /** One sentence with the numbers it rests on. */
  readonly because: string;
}

/** Something that was judged beside checks, and what came of it. */
export interface Judgement {
  /** What was judged, as a person would name it. */
  readonly about: string;
  readonly decision: "pass" | "fail" | "inconclusive";
  /** One sentence with the numbers it rests on. */
  readonly because: string;
}

/** Everything a verdict rests on. */
export interface VerdictEvidence {
  /** @default "gate" */
  readonly mode?: Mode;
  readonly target: TargetOutcome;
  readonly end: RunEnd;
  readonly checks: readonly Pick<CheckResult, "id" | "state" | "skip">[];
  /** Errors outside any check: a crashed worker, a rejection nobody handled. */
  readonly unhandledErrors: readonly string[];
  /** Checks in quarantine today: how they end decides nothing. */
  readonly aside?: readonly string[];
  /** Absent where no revision was waited for. */
  readonly rollout?: RolloutOutcome | undefined;
  readonly gaps?: readonly Pick<ReportedGap, "id" | "state" | "nature" | "because">[] | undefined;
  /** Failed checks that no declared gap accounts for. */
  readonly unexplained?: readonly string[] | undefined;
  /** A build of the branch was held beside the deployment. */
  readonly branchAsked?: boolean;
  readonly journeys?: readonly Pick<JourneyRate, "id" | "n" | "of" | "decision" | "because">[];
  /** The loop, connecting times, expectations: whatever else was to be held. */
  readonly judgements?: readonly Judgement[];
}

export interface VerdictResult {
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
  /** One sentence each; the first is what decided. */
  readonly reasons: readonly string[];
}

/** One line of the precedence table. */
export interface VerdictRule {
  readonly modes: readonly Mode[];
  readonly when: string;
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
  /** Why it applies; empty when it does not. */
  readonly reasons: (evidence: VerdictEvidence) => readonly string[];
}
