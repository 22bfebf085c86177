import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkChangeRules } from "../../../src/harness/report/comparison/check-change.ts";
import { comparabilityRules } from "../../../src/harness/report/comparison/comparability.ts";
import { comparisonRules } from "../../../src/harness/report/comparison/comparison-rules.ts";
import { otherwisePass } from "../../../src/harness/report/comparison/comparison-verdict.ts";
import {
  gapChangeRules,
  otherwiseOpen,
} from "../../../src/harness/report/comparison/gap-change.ts";

describe("docs/compare.md", () => {
  const page = readFileSync(new URL("../../../docs/compare.md", import.meta.url), "utf8");
  const verdictRows = [...comparisonRules, otherwisePass].map(
    ({ when, verdict, exitCode }, at) => `| ${at + 1} | ${when} | ${verdict} | ${exitCode} |`,
  );
  const gapRows = [...gapChangeRules, otherwiseOpen].map(
    ({ when, transition }, at) => `| ${at + 1} | ${when} | \`${transition}\` |`,
  );
  const checkRows = checkChangeRules.map(({ when, kind }) => `| ${when} | \`${kind}\` |`);
  const noteRows = comparabilityRules.map(
    ({ id, when, forbids }) => `| \`${id}\` | ${when} | ${forbids ? "no" : "yes"} |`,
  );

  test.for([
    ["verdicts", verdictRows],
    ["gaps", gapRows],
    ["checks", checkRows],
    ["notes", noteRows],
  ] as const)("quotes the table of %s as it is", ([, rows]) => {
    expect(page).toContain(rows.join("\n"));
  });
});
