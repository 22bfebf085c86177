import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Impact,
  impactOf,
  type KnownImpact,
} from "../../../src/harness/gate/impact/impact.ts";
import { impactTable } from "../../../src/harness/gate/impact/impact-table.ts";
import type { ImpactInputs } from "../../../src/harness/gate/impact/inputs.ts";
import { exactInterval } from "../../../src/harness/gate/rates/binomial.ts";
import { confidenceSequence } from "../../../src/harness/gate/rates/confidence-sequence.ts";
import { proves } from "../../catalogue/proves.ts";
import { endings, trials } from "./results.ts";

const inputs = {
  valuePerYear: 1_000_000,
  weights: { "golden-path": 0.6, websocket: 0.4 },
  exposure: 0.5,
} satisfies ImpactInputs;
const journeys = [trials("websocket", 45, 50), trials("golden-path", 30, 40)];
const sampled = { sequential: false };

function known(impact: Impact | undefined): KnownImpact {
  if (impact?.state !== "known") throw new Error(`no number: ${impact?.because}`);
  return impact;
}

describe("impact", () => {
  test("is the value times exposure, weight and failure rate", proves("V08", "V09"), () => {
    const impact = known(impactOf(inputs, journeys, sampled));
    expect(impact).toMatchObject({ currency: "USD", certainty: 0.95, exposure: 0.5 });
    expect(impact.valueAtRisk).toBeCloseTo(500_000 * (0.6 * 0.25 + 0.4 * 0.1), 6);
    expect(impact.byJourney).toMatchObject([
      { journey: "golden-path", weight: 0.6, failureRate: 0.25, n: 40, successes: 30 },
      { journey: "websocket", weight: 0.4, failureRate: 0.1, n: 50, successes: 45 },
    ]);
    expect(impact.byJourney[0]?.valueAtRisk).toBeCloseTo(75_000, 6);
  });

  test("has bounds that each journey shares the error of", proves("V08"), () => {
    const impact = known(impactOf(inputs, journeys, sampled));
    const [path, socket] = [exactInterval(10, 40, 0.975), exactInterval(5, 50, 0.975)];
    expect(impact.low).toBeCloseTo(500_000 * (0.6 * path.low + 0.4 * socket.low), 6);
    expect(impact.high).toBeCloseTo(500_000 * (0.6 * path.high + 0.4 * socket.high), 6);
  });

  test("of a watch has bounds that hold at every look, and are wider", () => {
    const watched = known(impactOf(inputs, journeys, { sequential: true }));
    const sample = known(impactOf(inputs, journeys, sampled));
    expect(watched.byJourney[0]).toMatchObject(confidenceSequence(10, 40, 0.975));
    expect(watched.low).toBeLessThan(sample.low);
    expect(watched.high).toBeGreaterThan(sample.high);
  });

  test("of trials that all went well is nothing, and its upper bound is not", () => {
    const impact = known(
      impactOf({ ...inputs, weights: { websocket: 1 } }, [trials("websocket", 59, 59)], sampled),
    );
    expect(impact).toMatchObject({ valueAtRisk: 0, low: 0 });
    expect(impact.high).toBeGreaterThan(0);
  });

  test("is not said of what nobody asks", () => {
    expect(impactOf(undefined, journeys, sampled)).toBeUndefined();
  });

  test.for([
    ["a value", { valuePerYear: undefined }, ["impact.valuePerYear"]],
    ["weights", { weights: undefined }, ["impact.weights"]],
    ["an exposure", { exposure: undefined }, ["impact.exposure"]],
    [
      "all",
      { valuePerYear: undefined, weights: undefined, exposure: undefined },
      ["impact.valuePerYear", "impact.weights", "impact.exposure"],
    ],
  ] as const)("is refused without %s", proves("V09"), ([, lacking, missing]) => {
    const impact = impactOf({ ...inputs, ...lacking }, journeys, sampled);
    expect(impact).toMatchObject({ state: "refused", missing });
    expect(impact).not.toHaveProperty("valueAtRisk");
  });

  test.for([
    ["no trials", []],
    ["trials of none", [trials("golden-path", 0, 0)]],
    ["checks alone", [{ ...trials("golden-path", 10, 10), of: "checks" as const }]],
  ] as const)("is refused for a weighted journey with %s", proves("V09"), ([, found]) => {
    const all = [trials("websocket", 45, 50), ...found];
    expect(impactOf({ ...inputs, exposure: undefined }, all, sampled)).toEqual({
      state: "refused",
      missing: ["impact.exposure", "trials of golden-path (--samples or watch)"],
      because: "nobody knows impact.exposure, trials of golden-path (--samples or watch)",
    });
  });

  test("needs no trials of a journey that carries nothing", () => {
    const weights = { websocket: 1, load: 0 };
    expect(known(impactOf({ ...inputs, weights }, journeys, sampled)).byJourney).toHaveLength(1);
  });

  test.for([
    [{ valuePerYear: 0 }, 'impact.valuePerYear must be above 0, got "0".'],
    [{ valuePerYear: Infinity }, 'impact.valuePerYear must be above 0, got "Infinity".'],
    [{ exposure: 1.2 }, 'impact.exposure must lie above 0 and be at most 1, got "1.2".'],
    [{ exposure: 0 }, 'impact.exposure must lie above 0 and be at most 1, got "0".'],
    [{ weights: { a: 0.1, b: 0.2 } }, 'impact.weights must sum to 1, got "0.3".'],
    [{ weights: { a: 2, b: -1 } }, 'impact.weights must each lie between 0 and 1, got "2".'],
    [{ weights: {} }, 'impact.weights must sum to 1, got "0".'],
  ] as const)("refuses %o by name, rule and value", ([wrong, message]) => {
    expect(() => impactOf({ ...inputs, ...wrong }, journeys, sampled)).toThrow(message);
  });

  test("says what it takes for granted", proves("V09"), () => {
    const { assumptions } = known(impactOf(inputs, journeys, sampled));
    expect(assumptions).toContain(
      "weights are as declared by impact.weights, and not measured: golden-path 60 %, websocket 40 %",
    );
    for (const words of ["evenly over the year", "loses its share", "50 % of the value goes"])
      expect(assumptions.join("\n")).toContain(words);
  });

  test("is everything and no more when all fails, though weights sum to a hair above 1", () => {
    const weights = { websocket: 0.500_000_4, "golden-path": 0.500_000_4 };
    const down = [trials("websocket", 0, 9), trials("golden-path", 0, 9)];
    const impact = known(impactOf({ ...inputs, weights }, down, sampled));
    expect(impact).toMatchObject({ valueAtRisk: 500_000, high: 500_000 });
  });

  test("never exceeds what goes through the deployment", proves("V08"), () => {
    const anyJourney = fc
      .tuple(fc.integer({ min: 1, max: 60 }), fc.nat(), fc.integer({ min: 1, max: 9 }))
      .map(([n, part, weight]) => ({ n, successes: part % (n + 1), weight }));
    const anyInput = fc.record({
      all: fc.array(anyJourney, { minLength: 1, maxLength: 5 }),
      exposure: fc.constantFrom(0.01, 0.3, 1),
      sequential: fc.boolean(),
    });
    fc.assert(
      fc.property(anyInput, ({ all, exposure, sequential }) => {
        const sum = all.reduce((total, { weight }) => total + weight, 0);
        const weights = Object.fromEntries(all.map(({ weight }, i) => [`j${i}`, weight / sum]));
        const rates = all.map(({ successes, n }, i) => trials(`j${i}`, successes, n));
        const given = { valuePerYear: 1000, weights, exposure };
        const impact = known(impactOf(given, rates, { sequential }));
        expect(impact.low).toBeGreaterThanOrEqual(0);
        expect(impact.low).toBeLessThanOrEqual(impact.valueAtRisk);
        expect(impact.valueAtRisk).toBeLessThanOrEqual(impact.high);
        expect(impact.high).toBeLessThanOrEqual(1000 * exposure);
      }),
      { numRuns: 50 },
    );
  });
});

describe("the table of priority against value", () => {
  const checks = [
    ...endings(["passed", "failed"], { journey: "report", tags: ["p2"] }),
    ...endings(["passed", "flaky", "skipped"], { journey: "websocket", tags: ["p1"] }),
    ...endings(["passed"], { journey: "golden-path" }),
  ];
  const table = (impact: Impact) =>
    impactTable({ checks, impact, weights: inputs.weights, tiers: { p1: 1, p2: 0.95 } });

  test("has a row per journey, heaviest first, with its checks by tier", proves("R10"), () => {
    const [path, socket, report, ...others] = table(known(impactOf(inputs, journeys, sampled)));
    expect(others).toEqual([]);
    expect(path).toMatchObject({ journey: "golden-path", weight: 0.6, failureRate: 0.25 });
    expect(path?.all).toEqual({ n: 1, successes: 1 });
    expect(socket?.byTier).toEqual([
      { tier: "p1", n: 2, successes: 1 },
      { tier: "p2", n: 0, successes: 0 },
    ]);
    expect(socket?.valueAtRisk).toBeCloseTo(20_000, 6);
    expect(report).toMatchObject({ journey: "report", weight: null, valueAtRisk: null });
    expect(report?.all).toEqual({ n: 2, successes: 1 });
  });

  test("has no number where impact is refused", proves("R10", "V09"), () => {
    const refused = impactOf(inputs, [], sampled);
    expect(refused?.state).toBe("refused");
    for (const row of table(refused as Impact))
      expect(row).toMatchObject({ failureRate: null, valueAtRisk: null });
  });
});
