import {
  confidenceIn,
  type DeclaredGap,
  type GapCheck,
  type GapRun,
  type GapSight,
  sightOf,
} from "./gap-run.ts";

export const gapStates = [
  "proven",
  "wrong-reason",
  "open",
  "closed",
  "regressed",
  "expired",
  "blocked",
  "unmeasured",
] as const;

/**
 * How a gap stands. `proven`: its checks fail of the declared cause. `wrong-reason`: they fail, and not of that.
 * `open`: it is there, and nothing more was shown. `regressed`: it was closed and is back. `expired`: past the last
 * day it may stay open. `blocked`: there was nothing to measure. `unmeasured`: too little of it was measured.
 */
export type GapState = (typeof gapStates)[number];

/** `prove`: before a deployment. `verify`: after it. */
export type GapMode = "prove" | "verify";

/** What earlier runs left of a gap. */
export interface GapHistory {
  /** How it stood when last something was measured. */
  readonly state: GapState;
  /** It was closed at some time: whatever fails of it now is a regression. */
  readonly wasClosed: boolean;
  /** How often in a row its checks had passed. */
  readonly passes: number;
}

/** What a gap is judged by. */
export interface GapEvidence {
  readonly mode: GapMode;
  readonly run: GapRun;
  /** Absent when nothing is on record. */
  readonly earlier?: GapHistory | undefined;
}

/** Everything a rule looks at. */
export interface GapFacts extends GapEvidence, GapSight {
  readonly gap: DeclaredGap;
  /** Passes in a row, those of earlier runs included. */
  readonly inARow: number;
  readonly isClosed: boolean;
  readonly wasClosed: boolean;
  readonly isFailing: boolean;
  /** How sure the diagnosis is of the declared cause; below 0 when it does not name it. */
  readonly confidence: number;
  /** Checks of the gap that fail, and not provably of the declared cause. */
  readonly foreign: readonly GapCheck[];
}

/** Gathers what rules look at. */
export function factsOf(gap: DeclaredGap, evidence: GapEvidence): GapFacts {
  const { run, earlier } = evidence;
  const sight = sightOf(gap, run);
  return {
    ...evidence,
    ...sight,
    gap,
    inARow: sight.showing === "passing" ? (earlier?.passes ?? 0) + sight.passes : 0,
    isClosed: earlier?.state === "closed",
    wasClosed: earlier?.wasClosed === true || earlier?.state === "closed",
    isFailing: sight.showing === "failing" || sight.showing === "partly-failing",
    confidence: confidenceIn(gap, run),
    foreign: sight.failed.filter((check) => !isOfCause(check, gap, run)),
  };
}

/** Of checks that are named, all have to fail of the cause; of a journey, one. */
export function isTied({ gap, failed, foreign }: GapFacts): boolean {
  return failed.length > foreign.length && (gap.checks === undefined || foreign.length === 0);
}

/**
 * Whoever declared a gap says that its checks make one think of its cause. That is enough where the diagnosis leaves
 * no other; where it does, the check itself has to be explained by the declared one.
 */
function isOfCause({ explainedBy }: GapCheck, { cause }: DeclaredGap, { causes }: GapRun): boolean {
  return explainedBy === undefined
    ? causes.length === 1 && causes[0]?.id === cause
    : explainedBy === cause;
}
