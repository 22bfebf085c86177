import type { Trial } from "./trial.ts";
import type { TimeSummary } from "./trial-summary.ts";

/** How long connecting took in one trial, and whether the trial went well. */
type Connection = Pick<Trial, "ok" | "connectMs">;

/**
 * The mean time to connect. A connection that failed counts with its time, and at least with the mean of those of trials
 * that went well: whoever is refused at once has waited for nothing, and must not make the backend look fast.
 *
 * @returns undefined where nobody connected
 */
export function connectMeanOf(
  trials: readonly Connection[],
): Pick<TimeSummary, "mean" | "n"> | undefined {
  const good = trials.flatMap(({ ok, connectMs }) => (ok ? (connectMs ?? []) : []));
  const least = good.length === 0 ? 0 : sumOf(good) / good.length;
  const failed = trials.flatMap(({ ok, connectMs }) =>
    ok || connectMs === undefined ? [] : [Math.max(connectMs, least)],
  );
  const n = good.length + failed.length;
  return n === 0 ? undefined : { n, mean: (sumOf(good) + sumOf(failed)) / n };
}

function sumOf(times: readonly number[]): number {
  return times.reduce((sum, time) => sum + time, 0);
}

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
 * attempts, as {@link connectMeanOf} has it: whoever waited ten seconds for nothing waited, too.
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
