import { exactInterval, type Interval } from "../rates/binomial.ts";
import { confidenceSequence } from "../rates/confidence-sequence.ts";
import { fisherExact } from "../rates/fisher.ts";
import type { Night, NightJourney } from "./night.ts";

/** A journey's rate in one night, and where the true one lies with 95 % certainty. */
interface TrendPoint
  extends Interval,
    Pick<Night, "at" | "run" | "revision">,
    Pick<NightJourney, "n" | "successes" | "connect"> {
  /** It may have ended once it was clear, so its interval holds at every look. */
  readonly sequential: boolean;
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
  /**
   * How likely so large a difference is were there none (Fisher). Absent where there is nothing earlier, and where a
   * night may have ended once it was clear: of those nobody can say.
   */
  readonly p?: number;
  /** The newest night against all earlier ones together. `none`: no change shown, which proves none either. */
  readonly change: "better" | "worse" | "none";
  /** One sentence with the numbers it rests on. */
  readonly because: string;
}

/** More than this and a page has no room for them; a fortnight also holds every day of the week twice. */
const shownNights = 14;

/** So often, at most, a night shows a change where there is none. */
const significance = 0.05;

/**
 * How a journey went in the last nights: of those against the same target and environment as the newest, and of what
 * was counted then. Runs that left checks out are left out where checks are counted, because theirs are others.
 *
 * Of the nights of a rate that stays the same, at most one in twenty shows a change, by chance. Where nights ended
 * when they were clear, the counts are not those of a fixed sample: a night that failed ended early and low. Fisher's
 * test takes that for a change nearly twice as often as it says. There, a change is shown when the interval of the
 * newest night and that of all earlier ones together have nothing in common, both of which hold whenever one stops.
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
  // Only a gate walks a number that was fixed beforehand; of everything else it is the cautious thing to believe.
  const sequential = found.of === "trials" && mode !== "gate";
  return {
    ...{ at, run, n, successes, rate: successes / n, sequential },
    ...(sequential ? confidenceSequence(successes, n) : exactInterval(successes, n)),
    ...(revision !== undefined && { revision }),
    ...(connect !== undefined && { connect }),
  };
}

function changeOf(points: readonly TrendPoint[]): Pick<Trend, "p" | "change" | "because"> {
  const newest = points.at(-1);
  const earlier = points.slice(0, -1);
  if (newest === undefined || earlier.length === 0)
    return { change: "none", because: "no earlier night to compare with" };
  const together: Counts = {
    n: earlier.reduce((sum, point) => sum + point.n, 0),
    successes: earlier.reduce((sum, point) => sum + point.successes, 0),
  };
  const compare = points.some(({ sequential }) => sequential) ? byIntervals : byFisher;
  const { isShown, why, ...known } = compare(newest, together);
  const direction = newest.rate > together.successes / together.n ? "better" : "worse";
  const change = isShown ? direction : "none";
  const counted = `${newest.successes} of ${newest.n} against ${together.successes} of ${together.n} in ${nightWords(earlier.length)} before`;
  const shown = change === "none" ? "no change shown" : change;
  return { ...known, change, because: `${shown}: ${counted} (${why})` };
}

type Counts = Pick<NightJourney, "n" | "successes">;

interface Difference extends Pick<Trend, "p"> {
  readonly isShown: boolean;
  /** What it rests on. */
  readonly why: string;
}

/** Of numbers that were fixed beforehand. */
function byFisher(newest: Counts, earlier: Counts): Difference {
  const p = fisherExact({
    failed: newest.n - newest.successes,
    passed: newest.successes,
    otherFailed: earlier.n - earlier.successes,
    otherPassed: earlier.successes,
  });
  return { p, isShown: p < significance, why: `Fisher, p ${Number(p.toPrecision(2))}` };
}

/**
 * Of numbers that came about by stopping when it was clear. Nights one after the other are one long sample that is
 * looked at when one of them ends, so the earlier ones together have such an interval as well. Were the rate the same,
 * disjoint intervals mean that one of the two has missed it, and each may miss half of what both may (Bonferroni).
 */
function byIntervals(newest: Counts, earlier: Counts): Difference {
  const now = anytime(newest);
  const before = anytime(earlier);
  const isShown = now.high < before.low || now.low > before.high;
  return { isShown, why: `the rate is ${between(now)}, against ${between(before)}` };
}

function anytime({ successes, n }: Counts): Interval {
  return confidenceSequence(successes, n, 1 - significance / 2);
}

/** Rounded outwards: what is said must not be more than what is known. */
function between({ low, high }: Interval): string {
  const least = Math.floor(low * 1000) / 10;
  const most = Math.ceil(high * 1000) / 10;
  return `${least.toFixed(1)} to ${most.toFixed(1)} %`;
}

function nightWords(nights: number): string {
  return nights === 1 ? "1 night" : `${nights} nights`;
}
