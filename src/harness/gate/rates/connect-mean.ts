import type { TimeSummary } from "./trial-summary.ts";

/** What was promised of the mean time to connect, before anything was measured. */
export interface MeanLimit {
  /** Milliseconds. */
  readonly mostMs: number;
  /** Fewer connections say nothing about a mean. @default 20 */
  readonly leastN?: number;
}

export interface MeanDecision {
  readonly decision: "pass" | "fail" | "inconclusive";
  /** One sentence with the numbers it rests on. */
  readonly because: string;
}

/**
 * Whether connecting took as long on average as was promised, from dialling to the welcome. The mean is that of all
 * attempts, those that failed with the time they took: whoever waited ten seconds for nothing waited, too.
 *
 * @param measured - absent where nothing was measured, which is never a pass
 */
export function judgeMean(
  measured: Pick<TimeSummary, "mean" | "n"> | undefined,
  { mostMs, leastN = 20 }: MeanLimit,
): MeanDecision {
  if (measured === undefined || measured.n === 0 || !Number.isFinite(measured.mean))
    return { decision: "inconclusive", because: "no connection was measured" };
  const { mean, n } = measured;
  const told = `a mean of ${mean.toFixed(1)} ms over ${n} connections`;
  if (n < leastN) {
    return { decision: "inconclusive", because: `${told}, and fewer than ${leastN} say nothing` };
  }
  if (mean <= mostMs) return { decision: "pass", because: `${told}, of at most ${mostMs} ms` };
  return { decision: "fail", because: `${told}, and ${mostMs} ms were promised` };
}
