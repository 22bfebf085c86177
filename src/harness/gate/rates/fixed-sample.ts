import { logChoose } from "../choose.ts";
import { cumulative } from "./binomial.ts";
import type { RateBoundaries } from "./rate-boundaries.ts";
import { demandQuestion, demandWhole, type RateQuestion } from "./rate-question.ts";

/** A test of so many trials, no more and no fewer: at least `passAt` successes pass, fewer fail. */
export interface FixedSample {
  readonly trials: number;
  readonly passAt: number;
}

/** More than this nobody runs against a backend; a question that takes more is a mistake. */
const mostTrials = 100_000;

/**
 * The smallest sample, fixed beforehand, that keeps both errors, by exact binomial tails: P(X ≥ c | p0) ≤ α and
 * P(X < c | p1) ≤ β, the most powerful test of its size (Neyman and Pearson, 1933). For planning, and to compare a
 * sequential test with.
 *
 * The tails are carried from n to n+1 instead of summed anew: P(Xₙ₊₁ ≥ c) = P(Xₙ ≥ c) + p·P(Xₙ = c−1).
 *
 * @throws {RangeError} unless 0 < p0 < p1 < 1 and both errors lie between 0 and 0.5; and when it would take more
 * than 100,000 trials
 */
export function fixedSample(question: RateQuestion): FixedSample {
  demandQuestion(question);
  const { p0, p1, alpha, beta } = question;
  let passAt = 1;
  let [falsePass, rightPass] = [0, 0];
  for (let trials = 1; trials <= mostTrials; trials += 1) {
    falsePass += p0 * mass(passAt - 1, trials - 1, p0);
    rightPass += p1 * mass(passAt - 1, trials - 1, p1);
    // One more trial adds at most one success, so one step up is always enough.
    if (falsePass > alpha) {
      falsePass -= mass(passAt, trials, p0);
      rightPass -= mass(passAt, trials, p1);
      passAt += 1;
    }
    if (passAt <= trials && 1 - rightPass <= beta) return { trials, passAt };
  }
  throw new RangeError(
    `p0 must lie further below p1 (${p1}): more than ${mostTrials} trials would be needed, got "${p0}".`,
  );
}

/**
 * What a sample of any fixed size decides with the same errors. Too small a one leaves counts between its
 * boundaries. In a large one a count can rule out both `p0` and `p1`; that is a fail, because what was asked for
 * is `p1`.
 *
 * @param trials - how many there are, fixed beforehand; whole number from 0
 * @throws {RangeError} unless it is one, and for a question that cannot be answered
 */
export function fixedBoundaries(question: RateQuestion, trials: number): RateBoundaries {
  demandQuestion(question);
  demandWhole("trials", trials, 0);
  const { p0, p1, alpha, beta } = question;
  const failAt = firstWhere(trials, (k) => cumulative(k, trials, p1) > beta) - 1;
  // From the side of the failures, the tail is summed and not what is left of 1.
  const rulesOutP0 = (k: number): boolean => cumulative(trials - k, trials, 1 - p0) <= alpha;
  const passAt = Math.max(firstWhere(trials, rulesOutP0), failAt + 1);
  return { passAt: passAt > trials ? null : passAt, failAt: failAt < 0 ? null : failAt };
}

/** The first count from 0 to `trials` where something begins to be true and stays so; one more when nowhere. */
function firstWhere(trials: number, holds: (count: number) => boolean): number {
  let [low, high] = [0, trials + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Probability of exactly so many successes. */
function mass(successes: number, trials: number, p: number): number {
  if (successes < 0 || successes > trials) return 0;
  const failures = trials - successes;
  return Math.exp(
    logChoose(trials, successes) + successes * Math.log(p) + failures * Math.log1p(-p),
  );
}
