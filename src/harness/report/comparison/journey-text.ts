import { textTable } from "../text-table.ts";
import type { JourneyChange, JourneySide } from "./journey-change.ts";

/** Rates before and after as a table, the heading first. Nothing where there is no journey. */
export function journeyLines(journeys: readonly JourneyChange[]): readonly string[] {
  if (journeys.length === 0) return [];
  return textTable([
    ["journey", "before", "", "after", "what changed"],
    ...journeys.map(({ id, before, after, change, p }) => [
      ...[id, rateText(before), "→", rateText(after)],
      p === undefined ? changeText(change) : `${changeText(change)} (p = ${pText(p)})`,
    ]),
  ]);
}

/** Checks are no sample: of them the counts are all there is to say. */
function rateText(side: JourneySide | null): string {
  if (side === null) return "-";
  const { of, n, successes, rate, low, high } = side;
  if (rate === null) return "no data";
  if (of === "checks") return `${successes}/${n} checks`;
  return `${(rate * 100).toFixed(1)} % [${atLeast(low)}, ${atMost(high)}] of ${n}`;
}

function changeText(change: JourneyChange["change"]): string {
  return change === "counts" ? "" : change.replaceAll("-", " ");
}

function pText(p: number): string {
  return p < 0.001 ? p.toExponential(0) : p.toFixed(3);
}

/** Bounds are rounded outwards: what is said must not be more than what is proven. */
function atLeast(share: number): string {
  return (Math.floor(share * 1000 + 1e-9) / 10).toFixed(1);
}

function atMost(share: number): string {
  return (Math.ceil(share * 1000 - 1e-9) / 10).toFixed(1);
}
