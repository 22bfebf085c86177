import { describe, expect, test } from "vitest";
import { flakesIn } from "../../../src/harness/gate/history/flakes.ts";
import type { Night } from "../../../src/harness/gate/history/night.ts";
import { checks, night } from "./nights.ts";

function failing(day: number, ...failed: readonly string[]): Night {
  return night(day, { checks: checks({ failed }) });
}

describe("flakes", () => {
  test("are checks that passed and failed on one build", () => {
    expect(flakesIn([failing(1, "a"), night(2), failing(3, "a"), night(4)])).toEqual([
      {
        ...{ check: "a", passed: 2, failed: 2, flaky: 0 },
        ...{ revisions: ["rev-1"], latest: "2026-11-03T02:00:00.000Z" },
      },
    ]);
  });

  test("are checks that were flaky in one single night", () => {
    const flaky = night(1, { checks: checks({ flaky: ["a"] }) });
    expect(flakesIn([flaky])).toMatchObject([{ check: "a", passed: 0, failed: 0, flaky: 1 }]);
  });

  test.for([
    ["fails every night", [failing(1, "a"), failing(2, "a")]],
    ["passes every night", [night(1), night(2)]],
    ["was repaired by a deployment", [failing(1, "a"), night(2, { revision: "rev-2" })]],
    ["fails on another target", [failing(1, "a"), night(2, { target: "other.example" })]],
    ["fails elsewhere", [failing(1, "a"), night(2, { environment: "production" })]],
    [
      "failed in a run that others were left out of",
      [{ ...failing(1, "a"), filtered: true }, night(2)],
    ],
    [
      "is missing from a run that others were left out of",
      [failing(1, "a"), night(2, { filtered: true })],
    ],
    [
      "was skipped the other night",
      [failing(1, "a"), night(2, { checks: checks({ skipped: ["a"] }) })],
    ],
    [
      "was not come to the other night",
      [failing(1, "a"), night(2, { verdict: "blocked", checks: { ...checks(), passed: 0 } })],
    ],
  ] as const)("are no check that %s", ([, nights]) => {
    expect(flakesIn(nights)).toEqual([]);
  });

  test("are not told of builds that nobody can name", () => {
    const unnamed = [failing(1, "a"), night(2)].map(({ revision: _, ...rest }) => rest);
    expect(flakesIn(unnamed)).toEqual([]);
  });

  test("come worst first, then latest, with the nights of all builds they were not steady on", () => {
    const again = (day: number, ...failed: readonly string[]) => ({
      ...failing(day, ...failed),
      revision: "rev-2",
    });
    const nights = [
      ...[failing(1, "a", "b"), failing(2, "c"), night(3)],
      ...[again(4, "a"), again(5)],
    ];
    expect(flakesIn(nights)).toMatchObject([
      { check: "a", failed: 2, passed: 3, revisions: ["rev-1", "rev-2"] },
      { check: "c", failed: 1, latest: "2026-11-02T02:00:00.000Z" },
      { check: "b", failed: 1, latest: "2026-11-01T02:00:00.000Z" },
    ]);
  });
});
