import { logChoose } from "../choose.ts";
import type { Interval } from "./binomial.ts";
import { demandCounts, demandShare } from "./rate-question.ts";

/**
 * An interval of a rate that holds however often one looks, and whenever and why one stops: with a probability of
 * at least `confidence`, not one of the intervals of a growing sample misses the true rate.
 *
 * The method of mixtures (Robbins, "Statistical Methods Related to the Law of the Iterated Logarithm", Annals of
 * Mathematical Statistics 41, 1970) with a uniform mixture. Spread evenly over all rates, the likelihood of s
 * successes in n is ∫ p^s (1−p)^(n−s) dp = 1 / ((n+1)·C(n, s)). Divided by the likelihood at the true rate it is a
 * martingale that starts at 1, so by Ville's inequality (1939) it ever reaches 1/δ with a probability of at most
 * δ = 1 − confidence. The interval is every p where it has not: (n+1)·C(n, s)·p^s·(1−p)^(n−s) ≥ δ.
 *
 * It is wider than the exact interval, which holds for one look at a number of trials fixed beforehand: that is
 * the price of stopping when one likes. 25 of 25 say ≥ 77.8 %, where the exact one says ≥ 86.2 %.
 *
 * @param successes - whole number from 0 to `trials`
 * @param trials - whole number from 0; without a trial, anything may be true
 * @param confidence - above 0 and below 1. @default 0.95
 * @throws {RangeError} unless they are
 */
export function confidenceSequence(successes: number, trials: number, confidence = 0.95): Interval {
  demandCounts(successes, trials);
  demandShare("confidence", confidence);
  const failures = trials - successes;
  const ways = Math.log(trials + 1) + logChoose(trials, successes);
  const edge = Math.log1p(-confidence);
  // Logarithms, because the likelihood of a few thousand trials is no number any more.
  const holds = (p: number): boolean =>
    ways + times(successes, Math.log(p)) + times(failures, Math.log1p(-p)) >= edge;
  // The likelihood has one peak, and the peak is always inside: of n+1 counts it is the likeliest.
  const peak = successes / Math.max(1, trials);
  return {
    low: successes === 0 ? 0 : outermost(holds, peak, 0),
    high: failures === 0 ? 1 : outermost(holds, peak, 1),
  };
}

/** Nothing times the logarithm of nothing is nothing. */
function times(count: number, logarithm: number): number {
  return count === 0 ? 0 : count * logarithm;
}

/** Halves between inside and outside; of the two numbers left, the outer one, so that rounding widens. */
function outermost(holds: (p: number) => boolean, inside: number, outside: number): number {
  let [near, far] = [inside, outside];
  for (let step = 0; step < 60; step += 1) {
    const middle = (near + far) / 2;
    if (holds(middle)) near = middle;
    else far = middle;
  }
  return far;
}
