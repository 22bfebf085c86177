import type { JourneyRate } from "../journeys.ts";

/**
 * What a team says of the value that travels through a deployment. Nothing of it can be measured, and of nothing there
 * is a default: a number made of a guess reads like one that was measured.
 */
export interface ImpactInputs {
  /** Value of a whole year, in whole units of `currency`; above 0. */
  readonly valuePerYear?: number | undefined;
  /** @default "USD" */
  readonly currency?: string | undefined;
  /** Share of the value that each journey carries, by its id; together 1. */
  readonly weights?: Readonly<Record<string, number>> | undefined;
  /** Share of the value that goes through this deployment; above 0, at most 1. */
  readonly exposure?: number | undefined;
}

/** Inputs that are all there. */
export type WholeInputs = {
  readonly [K in keyof ImpactInputs]-?: NonNullable<ImpactInputs[K]>;
};

/** A journey that carries value, and its trials. */
export interface WeighedJourney {
  readonly id: string;
  /** Above 0, at most 1. */
  readonly weight: number;
  readonly trials: JourneyRate;
}

/** Sums of shares as people write them: three thirds of six digits are one. */
const tolerance = 1e-6;

/** Which rule shares break that are to be a whole, or nothing. */
export function weightsFault(weights: Readonly<Record<string, number>>): string | undefined {
  const shares = Object.values(weights);
  const outside = shares.find((share) => !(share >= 0 && share <= 1));
  if (outside !== undefined) return `must each lie between 0 and 1, got "${outside}"`;
  const sum = shares.reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) <= tolerance) return undefined;
  // As many digits as the tolerance has, and no more: 0.1 + 0.2 must not read 0.30000000000000004.
  return `must sum to 1, got "${Number(sum.toFixed(7))}"`;
}

/** @throws {RangeError} naming the option, the rule and the value, for inputs that are there and cannot be */
export function demandInputs({ valuePerYear, weights, exposure }: ImpactInputs): void {
  if (valuePerYear !== undefined && !(valuePerYear > 0 && Number.isFinite(valuePerYear)))
    throw new RangeError(`impact.valuePerYear must be above 0, got "${valuePerYear}".`);
  if (exposure !== undefined && !(exposure > 0 && exposure <= 1))
    throw new RangeError(`impact.exposure must lie above 0 and be at most 1, got "${exposure}".`);
  const fault = weights === undefined ? undefined : weightsFault(weights);
  if (fault !== undefined) throw new RangeError(`impact.weights ${fault}.`);
}

/** Inputs that are all there, or the names of those that are not. */
export function wholeInputs(inputs: ImpactInputs): WholeInputs | readonly string[] {
  const { valuePerYear, currency = "USD", weights, exposure } = inputs;
  if (valuePerYear !== undefined && weights !== undefined && exposure !== undefined)
    return { valuePerYear, currency, weights, exposure };
  return (["valuePerYear", "weights", "exposure"] as const)
    .filter((name) => inputs[name] === undefined)
    .map((name) => `impact.${name}`);
}

/**
 * Journeys that carry value, heaviest first. Only trials are a sample of what users see: checks of one run each ask
 * something else, and nobody chose how many there are.
 *
 * @returns the journeys, and the names of those that have a weight and no trial
 */
export function weighedJourneys(
  weights: Readonly<Record<string, number>>,
  journeys: readonly JourneyRate[],
): { readonly weighed: readonly WeighedJourney[]; readonly untried: readonly string[] } {
  const carrying = Object.entries(weights)
    .filter(([, weight]) => weight > 0)
    .sort(([, a], [, b]) => b - a);
  const all = carrying.map(([id, weight]) => ({ id, weight, trials: trialsOf(id, journeys) }));
  return {
    weighed: all.flatMap(({ id, weight, trials }) =>
      trials === undefined ? [] : [{ id, weight, trials }],
    ),
    untried: all.filter(({ trials }) => trials === undefined).map(({ id }) => id),
  };
}

function trialsOf(id: string, journeys: readonly JourneyRate[]): JourneyRate | undefined {
  return journeys.find((journey) => journey.id === id && journey.of === "trials" && journey.n > 0);
}
