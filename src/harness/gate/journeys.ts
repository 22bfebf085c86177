import { isClean } from "./check.ts";
import type { CheckResult } from "./check-result.ts";
import { decideRate, type RateDecision } from "./rates/rate-decision.ts";
import type { TrialSummary } from "./rates/trial-summary.ts";

/** How often a user-visible path worked at the first attempt, and what that is worth. */
export interface JourneyRate extends Omit<RateDecision, "method"> {
  readonly id: string;
  /**
   * What was counted. `checks`: those that really ran, each another question about the journey. `trials`: the
   * journey itself, again and again.
   */
  readonly of: "checks" | "trials";
  readonly n: number;
  readonly successes: number;
  /** `successes / n`, or `null` when nothing ran: no data is not a rate. */
  readonly rate: number | null;
  /** The rate that is good enough; `null` where nobody says. */
  readonly target: number | null;
  /** What the trials were like, where there are any. */
  readonly sample?: TrialSummary;
}

/** Rates that are good enough, by journey. */
export type JourneyTargets = Readonly<Record<string, number>>;

/**
 * Success rates per journey, in the order the journeys were first seen. Checks of one run decide nothing of a rate:
 * nobody chose how many there are.
 */
export function journeyRates(
  checks: readonly CheckResult[],
  targets: JourneyTargets = {},
): readonly JourneyRate[] {
  const byJourney = new Map<string, CheckResult[]>();
  for (const check of checks) {
    const seen = byJourney.get(check.journey);
    if (seen === undefined) byJourney.set(check.journey, [check]);
    else seen.push(check);
  }
  return [...byJourney].map(([id, all]) => journeyRate(id, all, targets[id]));
}

function journeyRate(
  id: string,
  checks: readonly CheckResult[],
  target: number | undefined,
): JourneyRate {
  const ran = checks.filter(({ state }) => state !== "skipped");
  const successes = ran.filter(succeededAtFirst).length;
  const n = ran.length;
  const { method: _, ...decided } = decideRate({
    ...{ successes, trials: n, mode: "run" },
    // A journey nobody has a target for is held against the highest there is: it decides nothing either.
    target: target ?? 1,
  });
  const rate = n === 0 ? null : successes / n;
  return { id, of: "checks", n, successes, rate, target: target ?? null, ...decided };
}

/** A user does not retry for us, so only the first attempt counts. */
function succeededAtFirst(check: CheckResult): boolean {
  const [first] = check.attempts;
  return first === undefined ? check.state === "passed" : isClean(first);
}
