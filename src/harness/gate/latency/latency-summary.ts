import { logChoose } from "../choose.ts";
import type { Interval } from "../rates/binomial.ts";

/** Times in milliseconds, in so few numbers that every night can keep them and be compared with later. */
export interface LatencySummary {
  /** Whole number from 1. */
  readonly n: number;
  /** Median, by nearest rank. */
  readonly p50: number;
  /** The true median lies between `p50Low` and `p50High`, with 95 % certainty from six samples on. */
  readonly p50Low: number;
  readonly p50High: number;
  /** By nearest rank. Below twenty samples it is the largest. */
  readonly p95: number;
  /** How many trials were under way at a time, whole number from 1; absent where nobody says. */
  readonly atOnce?: number;
}

const certainty = 0.95;

/**
 * Sums up measured times.
 *
 * @param samples - milliseconds, in any order; at least one
 * @throws {RangeError} when there is none, or one that is no time
 */
export function latencySummary(samples: readonly number[]): LatencySummary {
  if (samples.length === 0) throw new RangeError("samples must hold at least one time, got none.");
  const strange = samples.find((ms) => !(Number.isFinite(ms) && ms >= 0));
  if (strange !== undefined)
    throw new RangeError(`samples must be times in milliseconds from 0, got "${strange}".`);
  const sorted = samples.toSorted((a, b) => a - b);
  const { low, high } = medianInterval(sorted);
  return {
    n: sorted.length,
    p50: nearestRank(sorted, 0.5),
    p50Low: low,
    p50High: high,
    p95: nearestRank(sorted, 0.95),
  };
}

/**
 * Where the true median lies, whatever the distribution: each sample is below it with a probability of one half, so
 * how many are is binomial, and the r-th smallest is above it with P(X ≤ r−1 | n, ½). The narrowest pair of the r-th
 * smallest and the r-th largest that both miss it at most 5 % of the time (David and Nagaraja, Order Statistics, 2003,
 * section 7.1). Latencies have tails that no mean and no normal distribution describes, so nothing else is assumed.
 *
 * Of fewer than six, not even the whole range is as sure as that.
 *
 * @param sorted - ascending, at least one
 */
function medianInterval(sorted: readonly number[]): Interval {
  const n = sorted.length;
  let missed = 2 * 0.5 ** n;
  let rank = 1;
  while (rank < n / 2) {
    missed += 2 * Math.exp(logChoose(n, rank) - n * Math.LN2);
    if (missed > 1 - certainty) break;
    rank += 1;
  }
  return { low: sorted[rank - 1] ?? 0, high: sorted[n - rank] ?? 0 };
}

function nearestRank(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
}
