import type { CheckResult } from "../check-result.ts";
import { type Tally, tallyOf } from "../tally.ts";
import type { Tiers } from "../tiers.ts";
import type { JourneyImpact, KnownImpact, RefusedImpact } from "./impact.ts";
import type { ImpactInputs } from "./inputs.ts";

/** What the table is made of: parts of a report and of what a team declared. */
export interface ImpactTableInput {
  readonly checks: readonly Pick<CheckResult, "journey" | "tags" | "state" | "attempts">[];
  readonly impact: KnownImpact | RefusedImpact;
  /** As declared: a weight is shown even where no number can be. */
  readonly weights?: ImpactInputs["weights"];
  /** Whose tags are the columns. */
  readonly tiers: Tiers;
}

/** One journey: its checks by tier, and what its failures put at risk. */
export interface ImpactRow {
  readonly journey: string;
  /** As declared; `null` where nobody says. */
  readonly weight: number | null;
  /** Its checks by tier, in the order of the contract and with an `n` of 0 where there are none. */
  readonly byTier: readonly (Tally & { readonly tier: string })[];
  /** All its checks. */
  readonly all: Tally;
  /** Of its trials; `null` where impact is refused or it carries no value. */
  readonly failureRate: number | null;
  /** Per year, in the currency of the impact; `null` as above. A refused number is not 0. */
  readonly valueAtRisk: number | null;
}

/**
 * Priority against value, a row per journey: the heaviest first, those without a weight last and in the order they
 * were first seen. What is at risk comes from trials alone; the checks beside it say where to look.
 */
export function impactTable(input: ImpactTableInput): readonly ImpactRow[] {
  const { checks, weights = {} } = input;
  const ids = new Set([...Object.keys(weights), ...checks.map(({ journey }) => journey)]);
  return [...ids]
    .map((journey) => rowOf(journey, input))
    .sort((a, b) => (b.weight ?? -1) - (a.weight ?? -1));
}

function rowOf(journey: string, { checks, impact, weights, tiers }: ImpactTableInput): ImpactRow {
  const own = checks.filter((check) => check.journey === journey);
  const measured = measuredOf(journey, impact);
  return {
    journey,
    weight: weights?.[journey] ?? null,
    byTier: Object.keys(tiers).map((tier) => ({
      tier,
      ...tallyOf(own.filter(({ tags }) => tags.includes(tier))),
    })),
    all: tallyOf(own),
    failureRate: measured?.failureRate ?? null,
    valueAtRisk: measured?.valueAtRisk ?? null,
  };
}

function measuredOf(
  journey: string,
  impact: ImpactTableInput["impact"],
): JourneyImpact | undefined {
  return impact.state === "known"
    ? impact.byJourney.find((one) => one.journey === journey)
    : undefined;
}
