import { exactInterval, type Interval } from "../rates/binomial.ts";
import { confidenceSequence } from "../rates/confidence-sequence.ts";
import { fisherExact } from "../rates/fisher.ts";
import type { Night, NightJourney } from "./night.ts";

/** A journey's rate in one night, and where the true one lies with 95 % certainty. */
interface TrendPoint
  extends Interval,
    Pick<Night, "at" | "run" | "revision">,
    Pick<NightJourney, "n" | "successes" | "connect"> {
  /** `successes / n`, from 0 to 1. */
  readonly rate: number;
}

/** How a journey's rate went over the nights. */
export interface Trend {
  readonly journey: string;
  /** What was counted in all of them. */
  readonly of: NightJourney["of"];
  /** Oldest first. */
  readonly points: readonly TrendPoint[];
  /** How likely so large a difference is were there none; 1 where there is nothing earlier. */
  readonly p: number;
  /** The newest night against all earlier ones together. `none`: no change shown, which proves none either. */
  readonly change: "better" | "worse" | "none";
  /** One sentence with the numbers it rests on. */
  readonly because: string;
}

/** More than this and a page has no room for them; a fortnight also holds every day of the week twice. */
const shownNights = 14;

/** Differences that come about by chance less often than this are shown as a change. */
const significance = 0.05;

/**
 * How a journey went in the last nights: of those against the same target and environment as the newest, and of what
 * was counted then. Runs that left checks out are left out where checks are counted, because theirs are others.
 *
 * Looked at every night, one in twenty shows a change that is none. Nights of a watch ended when they were clear, so
 * their intervals are those that hold at every look, and their `p` is only a hint.
 *
 * @param nights - by time, as `readHistory` returns them
 * @param last - how many nights at most, whole number from 1. @default 14
 * @returns nothing when no night has the journey
 */
export function trendOf(
  nights: readonly Night[],
  journey: string,
  last = shownNights,
): Trend | undefined {
  const seen = nights.flatMap((night) => sightsOf(night, journey));
  const newest = seen.at(-1);
  if (newest === undefined) return undefined;
  const points = seen
    .filter((sight) => isAlike(sight, newest))
    .slice(-last)
    .map(pointOf);
  return { journey, of: newest.found.of, points, ...changeOf(points) };
}

interface Sight {
  readonly night: Night;
  readonly found: NightJourney;
}

function sightsOf(night: Night, journey: string): readonly Sight[] {
  return night.journeys
    .filter(({ id, n, of }) => id === journey && n > 0 && !(of === "checks" && night.filtered))
    .map((found) => ({ night, found }));
}

function isAlike(one: Sight, other: Sight): boolean {
  return (
    one.found.of === other.found.of &&
    one.night.target === other.night.target &&
    one.night.environment === other.night.environment
  );
}

function pointOf({ night, found }: Sight): TrendPoint {
  const { at, run, revision, mode } = night;
  const { n, successes, connect } = found;
  const isWatched = found.of === "trials" && mode === "watch";
  return {
    ...{ at, run, n, successes, rate: successes / n },
    ...(isWatched ? confidenceSequence(successes, n) : exactInterval(successes, n)),
    ...(revision !== undefined && { revision }),
    ...(connect !== undefined && { connect }),
  };
}

function changeOf(points: readonly TrendPoint[]): Pick<Trend, "p" | "change" | "because"> {
  const newest = points.at(-1);
  const earlier = points.slice(0, -1);
  if (newest === undefined || earlier.length === 0)
    return { p: 1, change: "none", because: "no earlier night to compare with" };
  const n = earlier.reduce((sum, point) => sum + point.n, 0);
  const successes = earlier.reduce((sum, point) => sum + point.successes, 0);
  const p = fisherExact({
    failed: newest.n - newest.successes,
    passed: newest.successes,
    otherFailed: n - successes,
    otherPassed: successes,
  });
  const direction = newest.rate > successes / n ? "better" : "worse";
  const change = p < significance ? direction : "none";
  const counted = `${newest.successes} of ${newest.n} against ${successes} of ${n} in ${nightWords(earlier.length)} before`;
  const shown = change === "none" ? "no change shown" : change;
  return { p, change, because: `${shown}: ${counted} (Fisher, p ${Number(p.toPrecision(2))})` };
}

function nightWords(nights: number): string {
  return nights === 1 ? "1 night" : `${nights} nights`;
}
