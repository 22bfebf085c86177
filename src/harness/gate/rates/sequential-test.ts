import { shareSeen } from "./binomial.ts";
import { boundaryWords, type RateBoundaries, settle } from "./rate-boundaries.ts";
import { demandQuestion, demandShare, demandWhole, type RateQuestion } from "./rate-question.ts";

/** `inconclusive`: the trials that were to be spent are spent, and nothing is decided. */
export type SequentialState = "continue" | "pass" | "fail" | "inconclusive";

/** When to stop, and with what. Made before the first trial, and not touched afterwards. */
export interface SequentialPlan {
  /** After so many trials without a decision the test ends inconclusive. `Infinity`: it goes on. */
  readonly mostTrials: number;
  /** What decides after so many trials, a whole number of 0 or more. */
  readonly boundaries: (trials: number) => RateBoundaries;
}

/**
 * Wald's sequential probability ratio test of a rate (Abraham Wald, "Sequential Tests of Statistical
 * Hypotheses", Annals of Mathematical Statistics 16, 1945).
 *
 * After s successes and f failures the evidence is s·ln(p1/p0) − f·ln((1−p0)/(1−p1)), the logarithm of how many
 * times likelier these trials are at `p1` than at `p0`.
 *
 * - **Pass at ln(1/α).** At `p0` or less the ratio is a non-negative supermartingale that starts at 1, so it ever
 *   reaches 1/α with a probability of at most α (Ville, 1939), however often one looks and wherever the other
 *   boundary lies. Wald's own (1−β)/α is a little lower and promises only α/(1−β): for 98 against 99 % it
 *   passes 5.02 % instead of 5 %. A false pass is what the gate exists against, so it has the strict one.
 * - **Fail at ln(β/(1−α)),** Wald's own: at `p1` or more it fails with a probability of at most β/(1−α) (5.3 % for
 *   5 %). The last trial carries the evidence past the boundary, a failure by up to the whole logarithm of
 *   (1−p0)/(1−p1), and what lies beyond makes the test conservative: where failures are twice as many at `p0` as
 *   at `p1`, as for every default target, the exact chance stays below β for errors of up to 10 % (4 % for 5 %).
 *
 * Truncation costs nothing of either error: whoever reaches `mostTrials` neither passes nor fails.
 *
 * @param mostTrials - whole number from 1. @default Infinity
 * @throws {RangeError} unless 0 < p0 < p1 < 1, both errors lie between 0 and 0.5, and `mostTrials` is such a number
 */
export function sequentialPlan(
  question: RateQuestion,
  mostTrials = Number.POSITIVE_INFINITY,
): SequentialPlan {
  demandQuestion(question);
  if (mostTrials !== Number.POSITIVE_INFINITY) demandWhole("mostTrials", mostTrials, 1);
  const { p0, p1, alpha, beta } = question;
  const failureWeighs = Math.log1p(-p0) - Math.log1p(-p1);
  const span = Math.log(p1 / p0) + failureWeighs;
  const successesFor = (evidence: number, trials: number): number =>
    (evidence + trials * failureWeighs) / span;
  return {
    mostTrials,
    boundaries(trials) {
      demandWhole("trials", trials, 0);
      const passAt = Math.ceil(successesFor(-Math.log(alpha), trials));
      const failAt = Math.floor(successesFor(Math.log(beta) - Math.log1p(-alpha), trials));
      return { passAt: passAt > trials ? null : passAt, failAt: failAt < 0 ? null : failAt };
    },
  };
}

/**
 * The test of "always": any failure fails at once, and so many trials without one pass. What that proves is
 * {@link rateProven}; a service that never fails is never failed.
 *
 * @param trials - how many must succeed, declared beforehand; whole number from 1
 * @throws {RangeError} unless it is one
 */
export function flawlessPlan(trials: number): SequentialPlan {
  demandWhole("trials", trials, 1);
  return {
    mostTrials: trials,
    boundaries(after) {
      demandWhole("trials", after, 0);
      return { passAt: after >= trials ? after : null, failAt: after === 0 ? null : after - 1 };
    },
  };
}

/**
 * The highest rate that is proven by nothing but successes: below (1−certainty)^(1/n), so many in a row happen
 * with a probability of less than 1−certainty. 25 prove no more than 88.7 %. 0 without a trial.
 *
 * @param trials - whole number from 0
 * @param certainty - above 0 and below 1. @default 0.95
 * @throws {RangeError} unless they are
 */
export function rateProven(trials: number, certainty = 0.95): number {
  demandWhole("trials", trials, 0);
  demandShare("certainty", certainty);
  return 1 - shareSeen(trials, certainty);
}

interface Progress {
  readonly trials: number;
  readonly successes: number;
  readonly state: SequentialState;
}

/** A test under way: a value, and every trial makes a new one. */
export class SequentialTest implements Progress {
  readonly plan: SequentialPlan;
  readonly trials: number;
  readonly successes: number;
  readonly state: SequentialState;

  constructor(
    plan: SequentialPlan,
    { trials, successes, state }: Progress = { trials: 0, successes: 0, state: "continue" },
  ) {
    this.plan = plan;
    this.trials = trials;
    this.successes = successes;
    this.state = state;
  }

  /** The test after one more trial. A decision stays: what comes after it is not part of the test. */
  observe(success: boolean): SequentialTest {
    if (this.state !== "continue") return this;
    const trials = this.trials + 1;
    const successes = this.successes + (success ? 1 : 0);
    const spent = trials >= this.plan.mostTrials ? "inconclusive" : "continue";
    const state = settle(this.plan.boundaries(trials), successes) ?? spent;
    return new SequentialTest(this.plan, { trials, successes, state });
  }

  /** For people: `after 9 trials with 3 successes: fail (no pass yet, fail at ≤ 4)`. */
  toString(): string {
    const boundaries = boundaryWords(this.plan.boundaries(this.trials));
    return `after ${this.trials} trials with ${this.successes} successes: ${this.state} (${boundaries})`;
  }
}
