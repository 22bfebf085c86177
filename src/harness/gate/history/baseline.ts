import type { LatencySummary } from "../latency/latency-summary.ts";
import type { Night } from "./night.ts";

/** Whose connecting times are to be held against earlier ones. */
interface BaselineQuestion extends Pick<Night, "target" | "environment"> {
  readonly journey: string;
}

/** Earlier times, and the night they are of. */
interface Baseline {
  readonly night: Night;
  readonly connect: LatencySummary;
}

/** Below it the bounds of a median say little, and `judgeLatency` says nothing. */
const fewest = 20;

/**
 * The newest night that connecting times may be held against: of the same target and environment, whole, passed, and
 * with at least twenty connections of the journey. A night that was not good is no measure of how good this one is.
 *
 * One night and not several: of a night its quantiles are kept, and those of several cannot be made into one. The
 * price is that times which grow by less than the dead-band every night never show here; what the contract promises
 * of the mean is there for that.
 *
 * @param nights - by time, as `readHistory` returns them
 */
export function baselineIn(
  nights: readonly Night[],
  { target, environment, journey }: BaselineQuestion,
): Baseline | undefined {
  return nights
    .filter((night) => night.target === target && night.environment === environment)
    .filter(({ verdict, filtered }) => verdict === "pass" && !filtered)
    .flatMap((night) => {
      const connect = night.journeys.find(({ id }) => id === journey)?.connect;
      return connect === undefined || connect.n < fewest ? [] : [{ night, connect }];
    })
    .at(-1);
}
