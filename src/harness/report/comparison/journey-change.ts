import type { JourneyRate } from "../../gate/journeys.ts";
import { type FourfoldTable, fisherExact } from "../../gate/rates/fisher.ts";
import { defaultErrors } from "../../gate/rates/rate-targets.ts";
import type { ReportPair } from "./comparison-side.ts";

export const rateChanges = [
  "worsened",
  "unmeasured",
  "no-change-shown",
  "improved",
  "counts",
] as const;

/**
 * What two rates say of each other. `counts`: at least one side is no sample, so there is nothing to say but the
 * numbers. `unmeasured`: the journey was tried again and again before, and not after.
 */
type RateChange = (typeof rateChanges)[number];

/** How often a journey worked in one run. */
export type JourneySide = Pick<
  JourneyRate,
  "of" | "n" | "successes" | "rate" | "low" | "high" | "decision"
>;

/** One journey, before and after. */
export interface JourneyChange {
  readonly id: string;
  readonly change: RateChange;
  /**
   * How likely so great a difference is where there is none (Fisher's exact test, two-sided); absent unless both are
   * samples.
   */
  readonly p?: number;
  /** `null` where that run does not have it. */
  readonly before: JourneySide | null;
  readonly after: JourneySide | null;
}

interface JourneySides {
  readonly id: string;
  readonly before: JourneyRate | undefined;
  readonly after: JourneyRate | undefined;
}

/** Holds the rates of two runs against each other, journey by journey. */
export function compareJourneys({ before, after }: ReportPair): readonly JourneyChange[] {
  const ids = new Set([...before.journeys, ...after.journeys].map(({ id }) => id));
  const all = [...ids].map((id) => ({
    id,
    before: rateOf(id, before.journeys),
    after: rateOf(id, after.journeys),
  }));
  const sampled = all.filter((one) => isSample(one.before) && isSample(one.after)).length;
  // Whoever looks at many journeys finds a difference in one of them by chance: they share one alarm.
  const alarm = defaultErrors.alpha / Math.max(1, sampled);
  return all.map((one) => changeOf(one, alarm));
}

/** Where a run both checked and sampled a journey, the sample says more: checks are compared by themselves. */
function rateOf(id: string, journeys: readonly JourneyRate[]): JourneyRate | undefined {
  const mine = journeys.filter((journey) => journey.id === id);
  return mine.find(isSample) ?? mine[0];
}

function changeOf({ id, before, after }: JourneySides, alarm: number): JourneyChange {
  return { id, ...judge(before, after, alarm), before: sideOf(before), after: sideOf(after) };
}

function judge(
  before: JourneyRate | undefined,
  after: JourneyRate | undefined,
  alarm: number,
): Pick<JourneyChange, "change" | "p"> {
  if (!isSample(before)) return { change: "counts" };
  if (!isSample(after)) return { change: "unmeasured" };
  const p = fisherExact(tableOf(before, after));
  if (p > alarm) return { change: "no-change-shown", p };
  const isBetter = after.successes / after.n > before.successes / before.n;
  return { change: isBetter ? "improved" : "worsened", p };
}

/** Checks are questions somebody chose, and no sample of what users do. */
function isSample(journey: JourneyRate | undefined): journey is JourneyRate {
  return journey !== undefined && journey.of === "trials" && journey.n > 0;
}

function tableOf(before: JourneyRate, after: JourneyRate): FourfoldTable {
  return {
    failed: before.n - before.successes,
    passed: before.successes,
    otherFailed: after.n - after.successes,
    otherPassed: after.successes,
  };
}

function sideOf(journey: JourneyRate | undefined): JourneySide | null {
  if (journey === undefined) return null;
  const { of, n, successes, rate, low, high, decision } = journey;
  return { of, n, successes, rate, low, high, decision };
}
