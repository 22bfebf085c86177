import type { JourneyRate } from "../journeys.ts";
import { exactInterval, type Interval } from "../rates/binomial.ts";
import { confidenceSequence } from "../rates/confidence-sequence.ts";
import {
  demandInputs,
  type ImpactInputs,
  type WeighedJourney,
  type WholeInputs,
  weighedJourneys,
  wholeInputs,
} from "./inputs.ts";

/** What one journey's failures put at risk. */
export interface JourneyImpact {
  readonly journey: string;
  /** Its share of the value, as declared; above 0, at most 1. */
  readonly weight: number;
  /** Share of its trials that failed, 0 to 1. */
  readonly failureRate: number;
  /** The true failure rates of all journeys lie within these bounds, together with `certainty`. */
  readonly low: number;
  readonly high: number;
  /** Per year, in the currency. */
  readonly valueAtRisk: number;
  /** Trials, whole number from 1. */
  readonly n: number;
  readonly successes: number;
}

/** What the measured failures put at risk, in a year in which everything stays as it was measured. */
export interface KnownImpact {
  readonly state: "known";
  /** Per year, in the currency: from 0 to `valuePerYear × exposure`. */
  readonly valueAtRisk: number;
  /** It is at least this, with `certainty`. */
  readonly low: number;
  /** It is at most this, with `certainty`. */
  readonly high: number;
  readonly currency: string;
  readonly valuePerYear: number;
  readonly exposure: number;
  /** How sure the bounds are, all of them at once, however the journeys depend on one another. */
  readonly certainty: number;
  /** Heaviest first. */
  readonly byJourney: readonly JourneyImpact[];
  /** Sentences without which the number must not be read; whoever prints it prints them. */
  readonly assumptions: readonly string[];
}

/** No number, because something is missing without which it would be made up. */
export interface RefusedImpact {
  readonly state: "refused";
  /** What is missing, in words: `impact.exposure`, `trials of golden-path (--samples or watch)`. */
  readonly missing: readonly string[];
  readonly because: string;
}

export type Impact = KnownImpact | RefusedImpact;

/** How the trials came about. */
export interface ImpactMethod {
  /** They were watched one after the other until something was clear, so the bounds must hold at every look. */
  readonly sequential: boolean;
}

const certainty = 0.95;

/**
 * What the failures that were measured put at risk: `valuePerYear × exposure × Σ weight × failure rate`. Of trials
 * only, and never of checks or of a rate that somebody wrote down.
 *
 * Bounds hold for all journeys at once: of k journeys each may err in 5 %/k (Bonferroni), which needs nothing to be
 * known of how they depend on one another. A backend that is down fails all of them together, so a sum of variances
 * would be too narrow.
 *
 * @param inputs - `undefined` when nobody asked what failures cost
 * @returns nothing when nobody asked; `refused` when anything is missing, a weighted journey without trials included
 * @throws {RangeError} naming the option, the rule and the value, for inputs that cannot be
 */
export function impactOf(
  inputs: ImpactInputs | undefined,
  journeys: readonly JourneyRate[],
  { sequential }: ImpactMethod,
): Impact | undefined {
  if (inputs === undefined) return undefined;
  demandInputs(inputs);
  const whole = wholeInputs(inputs);
  const { weighed, untried } = weighedJourneys(inputs.weights ?? {}, journeys);
  const missing = [
    ...("currency" in whole ? [] : whole),
    ...untried.map((id) => `trials of ${id} (--samples or watch)`),
  ];
  if (!("currency" in whole) || missing.length > 0)
    return { state: "refused", missing, because: `nobody knows ${missing.join(", ")}` };
  const failures = weighed.map((journey) => {
    const confidence = 1 - (1 - certainty) / weighed.length;
    const bounds = failureBounds(journey.trials, { confidence, sequential });
    return impactOfJourney(journey, bounds, whole.valuePerYear * whole.exposure);
  });
  return {
    state: "known",
    ...totals(failures, whole),
    currency: whole.currency,
    valuePerYear: whole.valuePerYear,
    exposure: whole.exposure,
    certainty,
    byJourney: failures,
    assumptions: assumptionsOf(whole, weighed, sequential),
  };
}

function failureBounds(
  { n, successes }: JourneyRate,
  { confidence, sequential }: { readonly confidence: number; readonly sequential: boolean },
): Interval {
  const interval = sequential ? confidenceSequence : exactInterval;
  return interval(n - successes, n, confidence);
}

function impactOfJourney(
  { id, weight, trials: { n, successes } }: WeighedJourney,
  bounds: Interval,
  atStake: number,
): JourneyImpact {
  const failureRate = (n - successes) / n;
  const valueAtRisk = atStake * weight * failureRate;
  return { journey: id, weight, failureRate, ...bounds, valueAtRisk, n, successes };
}

function totals(
  journeys: readonly JourneyImpact[],
  { valuePerYear, exposure }: WholeInputs,
): Pick<KnownImpact, "valueAtRisk" | "low" | "high"> {
  const atStake = valuePerYear * exposure;
  // Weights may sum to a hair more than 1, and no more than everything can be at risk.
  const risk = (rate: (journey: JourneyImpact) => number): number =>
    atStake *
    Math.min(
      1,
      journeys.reduce((sum, one) => sum + one.weight * rate(one), 0),
    );
  return {
    valueAtRisk: risk(({ failureRate }) => failureRate),
    low: risk(({ low }) => low),
    high: risk(({ high }) => high),
  };
}

function assumptionsOf(
  { exposure }: WholeInputs,
  weighed: readonly WeighedJourney[],
  sequential: boolean,
): readonly string[] {
  const weights = weighed.map(({ id, weight }) => `${id} ${percent(weight)}`).join(", ");
  const looks = sequential ? "at every look of a watch" : "for one look at a sample of fixed size";
  return [
    "the value is spread evenly over the year, and the year stays as these trials were",
    "a first attempt that fails loses its share, and neither more nor less: nobody tries again, nobody leaves for good",
    `weights are as declared by impact.weights, and not measured: ${weights}`,
    `${percent(exposure)} of the value goes through this deployment, as declared by impact.exposure`,
    "the trials stand for what users see: the same paths, from where they were made",
    `bounds hold with ${percent(certainty)} certainty for all journeys at once, however they depend on one another, ${looks}`,
  ];
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
