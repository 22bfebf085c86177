import { logChoose } from "../choose.ts";

/** A share, and where the true one lies: between `low` and `high` with the confidence asked for. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The exact interval of a share after `hits` of `trials` (Clopper and Pearson, 1934): it holds the true share
 * at least as often as it says, however few the trials are. Without a trial, anything may be true.
 *
 * @param confidence - above 0 and below 1. @default 0.95
 * @throws {RangeError} unless `hits` and `trials` are whole numbers and 0 ≤ hits ≤ trials
 */
export function exactInterval(hits: number, trials: number, confidence = 0.95): Interval {
  if (!(Number.isInteger(hits) && Number.isInteger(trials) && hits >= 0 && hits <= trials))
    throw new RangeError(`${hits} of ${trials} is no share`);
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`a confidence must lie between 0 and 1, and not be ${confidence}`);
  const tail = (1 - confidence) / 2;
  const low = hits === 0 ? 0 : solve((p) => 1 - cumulative(hits - 1, trials, p), tail);
  const high = hits === trials ? 1 : solve((p) => 1 - cumulative(hits, trials, p), 1 - tail);
  return { low, high };
}

/** Probability of at most `hits` hits in `trials`, each with probability `p`. */
export function cumulative(hits: number, trials: number, p: number): number {
  if (hits < 0) return 0;
  if (hits >= trials || p <= 0) return 1;
  if (p >= 1) return 0;
  let sum = 0;
  for (let k = 0; k <= hits; k += 1) sum += Math.exp(logMass(k, trials, p));
  return Math.min(1, sum);
}

/**
 * How many must be looked at so that at least one of a share is seen with a certainty: 29 for a tenth and
 * 95 %.
 *
 * @throws {RangeError} unless both lie above 0 and below 1
 */
export function sampleToSee(share: number, certainty: number): number {
  for (const value of [share, certainty])
    if (!(value > 0 && value < 1))
      throw new RangeError(`a share must lie between 0 and 1, and not be ${value}`);
  return Math.ceil(Math.log(1 - certainty) / Math.log(1 - share) - 1e-12);
}

/** The smallest share of which at least one is seen among so many, with a certainty. */
export function shareSeen(sample: number, certainty: number): number {
  return sample === 0 ? 1 : 1 - (1 - certainty) ** (1 / sample);
}

function logMass(k: number, n: number, p: number): number {
  return logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p);
}

/** Where a rising function of a share reaches a value: halved until no number lies between. */
function solve(rising: (p: number) => number, value: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2;
    if (rising(middle) < value) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
