import type { LatencySummary } from "../latency/latency-summary.ts";
import type { Night } from "./night.ts";

/** Whose connecting times are to be held against earlier ones. */
interface BaselineQuestion extends Pick<Night, "target" | "environment"> {
  readonly journey: string;
  /** How many trials were under way at a time; absent where nobody knows. */
  readonly atOnce?: number | undefined;
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
 * with at least twenty connections of the journey, whose own rate passed. A night that was not good is no measure of
 * how good this one is.
 *
 * Whoever has ten connections at a time waits longer than who has one, so only nights of equally many are compared,
 * and those that do not say how many only with one another.
 *
 * One night and not several: of a night its quantiles are kept, and those of several cannot be made into one. The
 * price is that times which grow by less than the dead-band every night never show here; what the contract promises
 * of the mean is there for that. And a lasting slowdown that somebody accepts stays a failure until its times are
 * taken out of the nights before it, for nothing here can tell who has accepted what.
 *
 * @param nights - by time, as `readHistory` returns them
 */
export function baselineIn(
  nights: readonly Night[],
  { target, environment, journey, atOnce }: BaselineQuestion,
): Baseline | undefined {
  return nights
    .filter((night) => night.target === target && night.environment === environment)
    .filter(({ verdict, filtered }) => verdict === "pass" && !filtered)
    .flatMap((night) => {
      const found = night.journeys.find(({ id }) => id === journey);
      if (found?.connect === undefined || found.decision !== "pass") return [];
      const { connect } = found;
      return connect.n < fewest || connect.atOnce !== atOnce ? [] : [{ night, connect }];
    })
    .at(-1);
}
