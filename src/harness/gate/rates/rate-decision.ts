import { exactInterval, type Interval } from "./binomial.ts";
import { confidenceSequence } from "./confidence-sequence.ts";
import { fixedBoundaries } from "./fixed-sample.ts";
import { boundaryWords, type RateBoundaries, settle } from "./rate-boundaries.ts";
import {
  demandCounts,
  demandError,
  demandQuestion,
  demandShare,
  demandWhole,
  type RateQuestion,
} from "./rate-question.ts";
import { defaultErrors, unacceptableRate } from "./rate-targets.ts";
import { flawlessPlan, rateProven, sequentialPlan } from "./sequential-test.ts";

/**
 * Where the trials come from. `run`: one gate, whose number of checks nobody chose for the sake of a rate.
 * `samples`: a number of trials that was asked for beforehand. `watch`: one after the other, until it is clear.
 */
type RateMode = "run" | "samples" | "watch";

/** What was seen of a rate, and what is asked of it. */
export interface RateEvidence {
  /** Whole number from 0 to `trials`. First attempts only. */
  readonly successes: number;
  /** Whole number from 0. */
  readonly trials: number;
  /** The rate that is good enough; above 0, at most 1. */
  readonly target: number;
  /** The rate that is unacceptable; below `target`. @default {@link unacceptableRate}. Unused for a target of 1. */
  readonly p0?: number | undefined;
  /** How often `p0` may pass; above 0, below 0.5. @default 0.05 */
  readonly alpha?: number | undefined;
  /** How often `target` may fail; above 0, below 0.5. @default 0.05 */
  readonly beta?: number | undefined;
  readonly mode: RateMode;
  /** How many trials were asked for, whole number from 1. A target of 1 cannot pass without it. */
  readonly samples?: number | undefined;
}

export interface RateDecision {
  /** `not-tested`: nobody asked for enough trials to say something of a rate, or there was none. */
  readonly decision: "pass" | "fail" | "inconclusive" | "not-tested";
  /** The rate is at least this, with a certainty of 1 − α. */
  readonly low: number;
  /** The rate is at most this, with a certainty of 1 − β. */
  readonly high: number;
  /** `exact`: one look at a fixed number of trials. `confidence-sequence`: any number of looks. */
  readonly method: "exact" | "confidence-sequence";
  /** One sentence with the numbers it rests on. */
  readonly because: string;
}

interface Weighed extends Omit<RateEvidence, keyof RateQuestion>, RateQuestion {
  readonly bounds: Interval;
}

type Judgement = Pick<RateDecision, "decision" | "because">;

/**
 * What is to be made of a rate. Pure: the same counts are always the same decision.
 *
 * - A `run` decides nothing, whatever it saw: it says how little it proves.
 * - `samples` are decided by exact binomial tails, once all that were asked for are there.
 * - A `watch` is decided by Wald's test. Its errors hold however often one looks, so the counts are enough and the
 *   way they came about is not asked for.
 *
 * A pass rules out `p0`; it does not prove `target`, and `low` says how much is proven. No data never passes. What
 * the bounds prove to lie below the target never passes either.
 *
 * @throws {RangeError} naming the option, the rule and the value, for counts that are none, rates and errors out of
 * their range, and more trials than samples were asked for
 */
export function decideRate(evidence: RateEvidence): RateDecision {
  const { successes, trials, mode } = evidence;
  demandCounts(successes, trials);
  demandSamples(evidence);
  const question = questionOf(evidence);
  const interval = mode === "watch" ? anytime : once;
  const bounds = {
    low: interval(evidence, question.alpha).low,
    high: interval(evidence, question.beta).high,
  };
  const { decision, because } = judge({ ...evidence, ...question, bounds });
  const told = { decision, because: `${successes} of ${trials}: ${because}` };
  // Of "always" passed, p0 is what those declared prove. That they all succeed is one look at a number that was fixed
  // beforehand, however the trials go on; and the sentence and the number have to be the same.
  if (question.p1 === 1 && decision === "pass")
    return { ...told, low: question.p0, high: 1, method: "exact" };
  return { ...told, ...bounds, method: mode === "watch" ? "confidence-sequence" : "exact" };
}

function judge(weighed: Weighed): Judgement {
  if (weighed.trials === 0)
    return { decision: "not-tested", because: "no data, which proves nothing and never passes" };
  if (weighed.mode === "run") return { decision: "not-tested", because: littleProven(weighed) };
  if (weighed.target === 1) return judgeFlawless(weighed);
  return weighed.mode === "watch" ? judgeWatch(weighed) : judgeSamples(weighed);
}

function judgeFlawless({ successes, trials, samples, alpha }: Weighed): Judgement {
  const failures = trials - successes;
  if (failures > 0)
    return { decision: "fail", because: `${failures} failed, and 100 % allows none` };
  if (samples === undefined)
    return { decision: "inconclusive", because: "nobody declared how many would be enough" };
  if (settle(flawlessPlan(samples).boundaries(trials), successes) !== "pass")
    return { decision: "inconclusive", because: `none failed, and ${samples} must succeed` };
  // Of those declared only: more would prove more, had they been declared.
  const proven = `≥ ${atLeast(rateProven(samples, 1 - alpha))} with ${percent(1 - alpha)} certainty`;
  return { decision: "pass", because: `none failed, which proves only ${proven}` };
}

function judgeWatch(weighed: Weighed): Judgement {
  const { target, bounds, successes, trials } = weighed;
  const boundaries = sequentialPlan(weighed).boundaries(trials);
  const decision = settle(boundaries, successes);
  if (decision === "pass" && bounds.high < target)
    return { decision: "inconclusive", because: `${boundsOf(weighed)}, below ${percent(target)}` };
  return explained({ ...weighed, falseFail: falseFailOf(weighed) }, decision, boundaries);
}

/**
 * How often, at most, Wald's test fails a rate that is good enough. In general that is β/(1−α). Where failures are
 * twice as many at `p0` as at `p1`, the last one carries the evidence so far past the boundary that the exact chance
 * is below β itself, which is what was announced: for errors up to 30 % from a target of 80 % on, up to 10 % below.
 * Of other questions it is not so everywhere: 67 % with errors of 20 % fails 22 %.
 */
export function falseFailOf({ p0, p1, alpha, beta }: RateQuestion): number {
  const isTwice = Math.abs(1 - p0 - 2 * (1 - p1)) < 1e-9;
  const isBelow = isTwice && Math.max(alpha, beta) <= (p1 >= 0.8 ? 0.3 : 0.1);
  return isBelow ? beta : beta / (1 - alpha);
}

function judgeSamples(weighed: Weighed): Judgement {
  const { successes, trials, samples = trials } = weighed;
  if (trials < samples) {
    const because = `a sample decides when it is whole, and ${samples} were asked for`;
    return { decision: "inconclusive", because };
  }
  const boundaries = fixedBoundaries(weighed, trials);
  const decision = settle(boundaries, successes);
  return explained({ ...weighed, falseFail: weighed.beta }, decision, boundaries);
}

function explained(
  weighed: Weighed & { readonly falseFail: number },
  decision: "pass" | "fail" | undefined,
  boundaries: RateBoundaries,
): Judgement {
  const { p0, target, alpha, falseFail } = weighed;
  const lines = `${boundaryWords(boundaries)}; ${boundsOf(weighed)}`;
  if (decision === "pass") {
    const because = `a rate of ${percent(p0)} or less passes at most ${percent(alpha)} of the time (${lines})`;
    return { decision, because };
  }
  if (decision === "fail") {
    const because = `a rate of ${percent(target)} or more fails at most ${percent(falseFail)} of the time (${lines})`;
    return { decision, because };
  }
  const because = `rules out neither ${percent(p0)} nor ${percent(target)} (${lines})`;
  return { decision: "inconclusive", because };
}

/** The question a target asks. That of 1 has no `p1` below it, and is asked in another way. */
function questionOf(evidence: RateEvidence): RateQuestion {
  const { target, alpha = defaultErrors.alpha, beta = defaultErrors.beta } = evidence;
  if (target === 1) {
    demandError("alpha", alpha);
    demandError("beta", beta);
    return { p0: rateProven(evidence.samples ?? 0, 1 - alpha), p1: 1, alpha, beta };
  }
  demandShare("target", target);
  const question = { p0: evidence.p0 ?? unacceptableRate(target), p1: target, alpha, beta };
  demandQuestion(question);
  return question;
}

function demandSamples({ samples, trials, mode }: RateEvidence): void {
  if (samples === undefined) return;
  demandWhole("samples", samples, 1);
  if (mode === "samples" && trials > samples)
    throw new RangeError(`trials must not exceed samples (${samples}), got "${trials}".`);
}

/** Each side by itself errs that often, so the two-sided interval is that of twice as much. */
function once({ successes, trials }: RateEvidence, error: number): Interval {
  return exactInterval(successes, trials, 1 - 2 * error);
}

function anytime({ successes, trials }: RateEvidence, error: number): Interval {
  return confidenceSequence(successes, trials, 1 - error);
}

function littleProven({ bounds, target, alpha, beta }: Weighed): string {
  return bounds.high < target
    ? `proves ≤ ${atMost(bounds.high)} with ${percent(1 - beta)} certainty`
    : `proves only ≥ ${atLeast(bounds.low)} with ${percent(1 - alpha)} certainty`;
}

function boundsOf({ bounds: { low, high }, alpha, beta }: Weighed): string {
  const [sure, alsoSure] = [percent(1 - alpha), percent(1 - beta)];
  return `≥ ${atLeast(low)} with ${sure} certainty, ≤ ${atMost(high)} with ${alsoSure}`;
}

/** Bounds are rounded outwards: what is said must not be more than what is proven. */
function atLeast(share: number): string {
  return percent(Math.floor(share * 1000 + 1e-9) / 1000);
}

function atMost(share: number): string {
  return percent(Math.ceil(share * 1000 - 1e-9) / 1000);
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
