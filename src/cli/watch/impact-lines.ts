import type { Paint } from "../../harness/report/paint.ts";
import type { Report } from "../../harness/report/report.ts";
import { wrap } from "../../harness/report/wrap.ts";

/** What failures put at risk, with everything without which the number must not be read. */
export function impactLines(
  { impact }: Pick<Report, "impact">,
  { paint, width }: { readonly paint: Paint; readonly width: number },
): readonly string[] {
  if (impact === undefined) return [];
  if (impact.state === "refused") {
    return [paint("strong", "at risk"), ...wrap(`no number: ${impact.because}`, width, "  ")];
  }
  const { currency } = impact;
  const money = (value: number): string => `${Math.round(value).toLocaleString("en")} ${currency}`;
  const bounds = `between ${money(impact.low)} and ${money(impact.high)} with ${impact.certainty * 100} % certainty`;
  return [
    `${paint("strong", "at risk")}  ${money(impact.valueAtRisk)} a year, ${bounds}`,
    ...impact.byJourney.map(
      ({ journey, valueAtRisk, n, successes }) =>
        `  ${journey}  ${money(valueAtRisk)}, ${n - successes} of ${n} failed`,
    ),
    ...impact.assumptions
      .flatMap((one) => wrap(one, width, "    "))
      .map((line) => paint("quiet", line)),
  ];
}
