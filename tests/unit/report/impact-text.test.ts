import { describe, expect, test } from "vitest";
import { impactOf } from "../../../src/harness/gate/impact/impact.ts";
import { impactTable } from "../../../src/harness/gate/impact/impact-table.ts";
import type { ImpactInputs } from "../../../src/harness/gate/impact/inputs.ts";
import type { JourneyRate } from "../../../src/harness/gate/journeys.ts";
import { impactLines } from "../../../src/harness/report/impact-text.ts";
import { painter } from "../../../src/harness/report/paint.ts";
import type { Report } from "../../../src/harness/report/report.ts";
import { failedCheck, sampleCheck } from "./sample.ts";

const plain = { paint: painter(false), width: 100 };

const inputs = {
  ...{ valuePerYear: 500_000, exposure: 0.4 },
  weights: { "golden-path": 0.7, websocket: 0.3 },
} as const satisfies ImpactInputs;

function walked(id: string, successes: number, n: number): JourneyRate {
  const rate = n === 0 ? null : successes / n;
  const seen = { id, successes, n, rate, low: 0, high: 1, certainty: 0.95, target: null };
  return { ...seen, decision: "pass", of: "trials", because: "" } as JourneyRate;
}

const checks = [
  sampleCheck({ tags: ["p1"] }),
  { ...failedCheck, tags: ["p2"] },
  sampleCheck({ id: "threads.keep-order", journey: "threads", tags: [] }),
];

function told(declared: ImpactInputs, journeys: readonly JourneyRate[]): Pick<Report, "impact"> {
  const impact = impactOf(declared, journeys, { sequential: false });
  if (impact === undefined) return {};
  const tiers = { p1: 1, p2: 0.95, p3: 0.9 };
  const table = impactTable({ checks, impact, weights: declared.weights, tiers });
  return { impact: { ...impact, table } };
}

const measured = [walked("golden-path", 84, 100), walked("websocket", 40, 100)];

describe("impact as text", () => {
  test("says what is at risk with its bounds, and takes nothing for granted in silence", () => {
    const { impact } = told(inputs, measured);
    const lines = impactLines({ impact } as Pick<Report, "impact">, { ...plain, width: 1_000 });
    // 200,000 × (0.7 × 0.16 + 0.3 × 0.6)
    expect(lines[0]).toMatch(
      /^value at risk {2}58,400 USD a year, with 95 % certainty from [\d,]+ to [\d,]+, of at most 200,000 USD$/,
    );
    const assumptions = impact?.state === "known" ? impact.assumptions : [];
    expect(assumptions.length).toBeGreaterThan(3);
    expect(lines.slice(1, 1 + assumptions.length)).toEqual(
      assumptions.map((one) => `    - ${one}`),
    );
  });

  test("rounds its bounds outwards", () => {
    const { impact } = told({ ...inputs, valuePerYear: 1 }, measured);
    expect(impactLines({ impact } as Pick<Report, "impact">, plain)[0]).toContain("from 0 to 1,");
  });

  test("holds priority against value, heaviest first, tiers that ran only", () => {
    expect(impactLines(told(inputs, measured), plain).slice(-4)).toEqual([
      "journey      weight   p1   p2  all checks  trials failed  USD at risk",
      "golden-path  70.0 %                               16.0 %       22,400",
      "websocket    30.0 %  1/1  0/1         1/2         60.0 %       36,000",
      "threads                               1/1",
    ]);
  });

  test("says what is missing where there is no number, and never 0", () => {
    const { exposure: _, ...unexposed } = inputs;
    const lines = impactLines(told(unexposed, [walked("websocket", 40, 100)]), plain);
    expect(lines[0]).toBe(
      "value at risk  no number: nobody knows impact.exposure, trials of golden-path (--samples or watch)",
    );
    expect(lines.at(-2)).toBe(
      "websocket    30.0 %  1/1  0/1         1/2      no number  no number",
    );
  });

  test("says nothing where nobody asked", () => {
    expect(impactLines({}, plain)).toEqual([]);
  });

  test("keeps within its width", () => {
    const lines = impactLines(told(inputs, measured), { ...plain, width: 60 });
    expect(lines.filter((line) => line.length > 60)).toEqual([]);
  });
});
