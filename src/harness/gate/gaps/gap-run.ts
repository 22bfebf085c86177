import type { CauseId } from "../../../ground/cause.ts";
import type { Skip } from "../check.ts";
import type { CheckResult } from "../check-result.ts";
import type { RateDecision } from "../rates/rate-decision.ts";

/** What arithmetic needs of a declared gap; the contract says more of each. */
export interface DeclaredGap {
  readonly id: string;
  /** Checks that fail because of it. Either these or `journey`. */
  readonly checks?: readonly string[] | undefined;
  readonly journey?: string | undefined;
  readonly cause: CauseId;
  /** How sure a diagnosis must be of the cause, 0 to 1. */
  readonly minConfidence: number;
  readonly since: string;
  /** The last day it may stay open. */
  readonly until?: string | undefined;
  /** How often its checks must pass in a row. */
  readonly times: number;
  readonly rate?: { readonly before: number; readonly target: number } | undefined;
}

/** What gaps need of a check's result. */
export type GapCheck = Pick<CheckResult, "id" | "journey" | "state" | "explainedBy"> & {
  readonly skip?: Pick<Skip, "kind"> & Partial<Pick<Skip, "reason">>;
};

/** What a run says that gaps are held against. */
export interface GapRun {
  /** A check that was repeated is here once for each time. */
  readonly checks: readonly GapCheck[];
  /** What the diagnosis named, surest first; empty when it abstained. */
  readonly causes: readonly { readonly id: CauseId; readonly confidence: number }[];
  /** Revision that answered; absent where it is not known, or not one. */
  readonly revision?: string;
  /** The target was reached, and is the one that was meant. */
  readonly reached: boolean;
  /** A filter left checks out that are not even among those that were skipped. @default false */
  readonly isPart?: boolean;
  /** The day of the run, as `2026-11-22`. */
  readonly today: string;
  /** Of gaps with a rate, by id: whether the journey's rate is the gap's target. */
  readonly rates?: Readonly<
    Record<string, Pick<RateDecision, "decision"> & Partial<Pick<RateDecision, "because">>>
  >;
}

/**
 * How what belongs to a gap ended. `failing`: all that has to fail did. `flaky`: passed after a retry only.
 * `nothing`: not enough of it was measured.
 */
type Showing = "failing" | "partly-failing" | "flaky" | "passing" | "nothing";

/** What a run shows of one gap. */
export interface GapSight {
  readonly showing: Showing;
  /** Results that are not skips. */
  readonly ran: readonly GapCheck[];
  readonly failed: readonly GapCheck[];
  /** What should have been measured and was not. */
  readonly leftOut: readonly string[];
  /** How often all of it passed in this run; 0 as soon as anything of it did not. */
  readonly passes: number;
}

/** Looks for one gap in a run. */
export function sightOf(gap: DeclaredGap, run: GapRun): GapSight {
  const mine = run.checks.filter((check) => belongsTo(gap, check));
  const ran = mine.filter(({ state }) => state !== "skipped");
  const failed = ran.filter(({ state }) => state === "failed");
  const leftOut = leftOutOf(gap, mine, run);
  const showing =
    gap.rate === undefined
      ? showingOf({ ran, failed, leftOut, isJourney: gap.checks === undefined })
      : showingOfRate(gap, run);
  return { showing, ran, failed, leftOut, passes: showing === "passing" ? passesOf(gap, ran) : 0 };
}

/**
 * Failed checks that no gap accounts for: neither a gap's own, nor explained by a declared cause that the diagnosis
 * is sure enough of. While gaps are open, everything else has to pass. Of a whole journey, what is explained by a
 * cause that nobody declared is nobody's gap.
 *
 * @param judged - gaps whose own checks are looked at with them
 * @param declared - gaps whose causes are known, those included
 */
export function unexplained(
  run: GapRun,
  judged: readonly DeclaredGap[],
  declared: readonly DeclaredGap[] = judged,
): readonly GapCheck[] {
  const accounted = new Set(
    declared.filter((gap) => confidenceIn(gap, run) >= gap.minConfidence).map(({ cause }) => cause),
  );
  const isAccounted = ({ explainedBy }: GapCheck): boolean =>
    explainedBy !== undefined && accounted.has(explainedBy);
  const isOwn = (gap: DeclaredGap, check: GapCheck): boolean =>
    belongsTo(gap, check) && (gap.checks !== undefined || check.explainedBy === undefined);
  return run.checks.filter(
    (check) =>
      check.state === "failed" && !judged.some((gap) => isOwn(gap, check)) && !isAccounted(check),
  );
}

/** How sure the diagnosis is of a gap's cause; below 0 when it does not name it, so that 0 is not enough either. */
export function confidenceIn({ cause }: Pick<DeclaredGap, "cause">, { causes }: GapRun): number {
  return causes.find(({ id }) => id === cause)?.confidence ?? -1;
}

/** Whether a check is one of those a gap was declared with. */
export function belongsTo({ checks, journey }: DeclaredGap, check: GapCheck): boolean {
  return checks === undefined ? check.journey === journey : checks.includes(check.id);
}

/**
 * A check that is named has to be measured. Of a journey, what the contract does not promise and what makes no sense
 * on this target is nothing a user could miss.
 */
function leftOutOf(gap: DeclaredGap, mine: readonly GapCheck[], run: GapRun): readonly string[] {
  if (gap.rate !== undefined)
    return isDecided(run.rates?.[gap.id]) ? [] : [`rate of ${gap.journey}`];
  const measured = new Set(mine.filter(({ state }) => state !== "skipped").map(({ id }) => id));
  const wanted = gap.checks ?? mine.filter(({ skip }) => !isBeside(skip?.kind)).map(({ id }) => id);
  const missing = [...new Set(wanted)].filter((id) => !measured.has(id));
  // Nobody knows what a journey is that was left out in part.
  const rest =
    gap.checks === undefined && run.isPart === true ? [`the rest of ${gap.journey}`] : [];
  return [...missing, ...rest];
}

function isBeside(kind: NonNullable<GapCheck["skip"]>["kind"] | undefined): boolean {
  return kind === "capability" || kind === "not-applicable";
}

interface Shown extends Pick<GapSight, "ran" | "failed" | "leftOut"> {
  readonly isJourney: boolean;
}

function showingOf({ ran, failed, leftOut, isJourney }: Shown): Showing {
  if (failed.length > 0) {
    const isWhole = failed.length === ran.length && leftOut.length === 0;
    return isJourney || isWhole ? "failing" : "partly-failing";
  }
  if (ran.some(({ state }) => state === "flaky")) return "flaky";
  return ran.length === 0 || leftOut.length > 0 ? "nothing" : "passing";
}

/** One run has too few checks to say something of a rate by itself, so single results do not count. */
function showingOfRate({ id }: DeclaredGap, { rates }: GapRun): Showing {
  const decision = rates?.[id]?.decision;
  if (decision === "pass") return "passing";
  return decision === "fail" ? "failing" : "nothing";
}

function isDecided(rate: Pick<RateDecision, "decision"> | undefined): boolean {
  return rate?.decision === "pass" || rate?.decision === "fail";
}

/** Who is repeated less often than the others limits how often all of them passed. */
function passesOf({ rate }: DeclaredGap, ran: readonly GapCheck[]): number {
  if (rate !== undefined) return 1;
  const byId = new Map<string, number>();
  for (const { id } of ran) byId.set(id, (byId.get(id) ?? 0) + 1);
  return Math.min(...byId.values());
}
