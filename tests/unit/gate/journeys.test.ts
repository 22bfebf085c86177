import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Attempt } from "../../../src/harness/gate/check.ts";
import {
  type CheckResult,
  type CheckState,
  checkStates,
} from "../../../src/harness/gate/check-result.ts";
import { journeyRates } from "../../../src/harness/gate/journeys.ts";
import { proves } from "../../catalogue/proves.ts";

const attemptsOf: Readonly<Record<CheckState, readonly Attempt["state"][]>> = {
  passed: ["passed"],
  failed: ["failed"],
  flaky: ["failed", "passed"],
  skipped: [],
};

function check(journey: string, state: CheckState): CheckResult {
  return {
    id: `${journey}.${state}`,
    rows: [],
    title: "",
    phase: "staging-e2e",
    journey,
    tags: [],
    suspects: [],
    state,
    durationMs: 1,
    attempts: attemptsOf[state].map((outcome, index) => ({
      n: index + 1,
      state: outcome,
      durationMs: 1,
      errors: [],
      transcript: [],
    })),
  };
}

describe("journey rates", () => {
  test("count first attempts, and leave skipped checks out", proves("R05", "R20"), () => {
    const checks = [
      check("websocket", "passed"),
      check("websocket", "passed"),
      check("websocket", "flaky"),
      check("websocket", "failed"),
      check("websocket", "skipped"),
    ];
    expect(journeyRates(checks)).toMatchObject([
      { id: "websocket", of: "checks", n: 4, successes: 2, rate: 0.5 },
    ]);
  });

  test("are null where nothing ran", () => {
    expect(journeyRates([check("report", "skipped")])).toMatchObject([
      { id: "report", n: 0, successes: 0, rate: null },
    ]);
  });

  test("keep the order in which journeys were first seen", () => {
    const checks = [check("b", "passed"), check("a", "passed"), check("b", "failed")];
    expect(journeyRates(checks).map(({ id }) => id)).toEqual(["b", "a"]);
  });

  test("lie between 0 and 1, and account for every check that ran", () => {
    const anyCheck = fc
      .tuple(fc.constantFrom("a", "b", "c"), fc.constantFrom(...checkStates))
      .map(([journey, state]) => check(journey, state));
    fc.assert(
      fc.property(fc.array(anyCheck), (checks) => {
        const rates = journeyRates(checks);
        const ran = checks.filter(({ state }) => state !== "skipped").length;
        expect(rates.reduce((sum, { n }) => sum + n, 0)).toBe(ran);
        for (const { n, successes, rate } of rates) {
          expect(rate).toBe(n === 0 ? null : successes / n);
          expect(successes).toBeLessThanOrEqual(n);
        }
      }),
    );
  });
});
