import type { Contract, QuestionVariant } from "../../../../contract/contract.ts";
import { type FieldPaths, readField, readText } from "../../../../contract/field.ts";
import type { Heard } from "./heard.ts";
import type { Oddity } from "./run-saw.ts";
import { holdsSomething } from "./text.ts";

/** A report that never came, holds nothing, or calls itself more than it is. */
export function reportOddities({ contract, run, variant, question }: Heard): readonly Oddity[] {
  if (contract.events.report.length === 0) return [];
  const { report } = run;
  if (report === undefined) return [{ kind: "never-came", text: "no report came" }];
  const { canary } = question;
  return thinReport(contract, report, { variant, canary });
}

/** How a question was asked, as far as its report must show it. */
interface Asked {
  readonly variant: QuestionVariant | undefined;
  readonly canary: string;
}

/** What a report lacks of what its tier promises. */
export function thinReport(contract: Contract, report: unknown, asked: Asked): readonly Oddity[] {
  const { reportTiers: tiers, reportParts } = contract.events;
  const thin = (text: string): Oddity => ({ kind: "thin-report", text });
  if (tiers === undefined) {
    const bare = reportParts.filter((part) => !holdsSomething(readField(report, [part])));
    return bare.map((part) => thin(`the report has no ${part}`));
  }
  const tier = readText(report, tiers.read) ?? "";
  const parts = new Set([...reportParts, ...(tiers.parts[tier] ?? [])]);
  const empty = [...parts].filter((part) => !holdsSomething(readField(report, [part])));
  const isLacking = asked.variant !== undefined && lacking.has(asked.variant);
  return [
    ...(isLacking && tier === tiers.full
      ? [thin(`a report on a question that lacks something calls itself "${tier}"`)]
      : []),
    ...(!isLacking && tier !== tiers.full ? [thin(`a full report calls itself "${tier}"`)] : []),
    ...empty.map((part) => thin(`the report has no ${part}`)),
    ...(recommends(report, tiers.actions) ? [] : [thin("the report says nothing of what to do")]),
  ];
}

const lacking: ReadonlySet<QuestionVariant> = new Set(["failing", "withoutData", "partialData"]);

function recommends(report: unknown, actions: FieldPaths): boolean {
  return actions.some((path) => {
    const listed = readField(report, [path]);
    return Array.isArray(listed) && listed.some(holdsSomething);
  });
}
