import { counted } from "../../gate/verdict-words.ts";
import type { Comparison } from "./comparison.ts";
import {
  type ComparisonFacts,
  type ComparisonRule,
  came,
  comparisonRules,
} from "./comparison-rules.ts";
import { be } from "./naming.ts";

/** What a comparison is worth. */
export type ComparisonVerdict = Pick<Comparison, "verdict" | "exitCode" | "reasons">;

/** What is left when no rule of {@link comparisonRules} applies. */
export const otherwisePass: ComparisonRule = {
  ...{ verdict: "pass", exitCode: 0 },
  when: "none of the above",
  reasons: ({ gaps, checks }) => {
    const closed = came(gaps, "closed");
    const compared = `nothing broke: ${counted(checks.compared, "check")} compared`;
    if (closed.length > 0)
      return [
        `${counted(closed.length, "gap")} proven before ${be(closed.length)} closed`,
        compared,
      ];
    if (gaps.length > 0) return ["no gap was proven before, and none is open", compared];
    return ["no gap was declared: checks and rates alone were compared", compared];
  },
};

/** Decides what a comparison is worth. Pure: same facts, same verdict. */
export function decideComparison(facts: ComparisonFacts): ComparisonVerdict {
  const applying = comparisonRules
    .map((rule) => ({ rule, reasons: rule.reasons(facts) }))
    .filter(({ reasons }) => reasons.length > 0);
  const [first] = applying;
  if (first === undefined) return worthOf(otherwisePass, otherwisePass.reasons(facts));
  const told = first.rule.alone === true ? [first] : applying;
  return worthOf(
    first.rule,
    told.flatMap(({ reasons }) => reasons),
  );
}

function worthOf(
  { verdict, exitCode }: ComparisonRule,
  reasons: readonly string[],
): ComparisonVerdict {
  return { verdict, exitCode, reasons };
}
