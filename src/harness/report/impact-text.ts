import type { KnownImpact } from "../gate/impact/impact.ts";
import type { ImpactRow } from "../gate/impact/impact-table.ts";
import type { Paint } from "./paint.ts";
import type { Report } from "./report.ts";
import { clip, textTable } from "./text-table.ts";
import { wrap } from "./wrap.ts";

interface View {
  readonly paint: Paint;
  /** Columns a line may take. */
  readonly width: number;
}

/**
 * What failures put at risk, with its bounds and everything that is taken for granted, or what is missing to say so;
 * then priority against value, a row per journey. Nothing where nobody asked.
 */
export function impactLines({ impact }: Pick<Report, "impact">, view: View): readonly string[] {
  if (impact === undefined) return [];
  const { table } = impact;
  if (impact.state === "known")
    return [...knownLines(impact, view), ...tableLines(table, view, impact.currency)];
  const refusal = wrap(`value at risk  no number: ${impact.because}`, view.width, "");
  return [...refusal.map((line) => view.paint("doubtful", line)), ...tableLines(table, view)];
}

function knownLines(impact: KnownImpact, { paint, width }: View): readonly string[] {
  const { valueAtRisk, low, high, currency, valuePerYear, exposure, certainty } = impact;
  const sure = `with ${Number((certainty * 100).toFixed(2))} % certainty`;
  const amount = `value at risk  ${whole(valueAtRisk)} ${currency} a year`;
  // Outwards: what is said must not be more than what is proven.
  const bounds = `${sure} from ${whole(low, Math.floor)} to ${whole(high, Math.ceil)}`;
  const most = `of at most ${whole(valuePerYear * exposure)} ${currency}`;
  return [
    ...wrap(`${amount}, ${bounds}, ${most}`, width, "").map((line) => paint("strong", line)),
    ...impact.assumptions.flatMap((sentence) => assumption(sentence, { paint, width })),
  ];
}

function assumption(sentence: string, { paint, width }: View): readonly string[] {
  return wrap(sentence, width, "      ").map((line, at) =>
    paint("quiet", at === 0 ? `    - ${line.trimStart()}` : line),
  );
}

function tableLines(
  rows: readonly ImpactRow[],
  { paint, width }: View,
  currency?: string,
): readonly string[] {
  if (rows.length === 0) return [];
  const tiers = tiersIn(rows);
  const money = currency === undefined ? "at risk" : `${currency} at risk`;
  const [heading = "", ...lines] = textTable([
    ["journey", "weight", ...tiers, "all checks", "trials failed", money],
    ...rows.map((row) => cellsOf(row, tiers)),
  ]);
  return [paint("strong", clip(heading, width)), ...lines.map((line) => clip(line, width))];
}

/** Of which something ran: a column of nothing says nothing. */
function tiersIn(rows: readonly ImpactRow[]): readonly string[] {
  const ran = rows.flatMap(({ byTier }) => byTier.filter(({ n }) => n > 0));
  const order = rows[0]?.byTier.map(({ tier }) => tier) ?? [];
  return order.filter((tier) => ran.some((one) => one.tier === tier));
}

function cellsOf(row: ImpactRow, tiers: readonly string[]): readonly string[] {
  const { journey, weight, byTier, all, failureRate, valueAtRisk } = row;
  // A number that is refused is not 0, and what carries no value has none.
  const absent = weight === null || weight === 0 ? "" : "no number";
  return [
    journey,
    weight === null ? "" : percent(weight),
    ...tiers.map((tier) => passed(byTier.find((one) => one.tier === tier))),
    passed(all),
    failureRate === null ? absent : percent(failureRate),
    valueAtRisk === null ? absent : whole(valueAtRisk),
  ];
}

function passed(tally: Pick<ImpactRow["all"], "n" | "successes"> | undefined): string {
  return tally === undefined || tally.n === 0 ? "" : `${tally.successes}/${tally.n}`;
}

function whole(amount: number, round: (value: number) => number = Math.round): string {
  return round(amount).toLocaleString("en-US");
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
