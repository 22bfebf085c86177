import { describe, expect, test } from "vitest";
import { type GapRun, unexplained } from "../../../src/harness/gate/gaps/gap-run.ts";
import { gap, journeyGap, result, run } from "./gaps-stage.ts";

describe("what no gap accounts for", () => {
  const others = [
    result("c", "failed", { explainedBy: "app-stall" }),
    result("d", "failed", { explainedBy: "http-error" }),
    result("e"),
    result("f", "passed"),
    result("g", "flaky"),
  ];
  const left = (overrides: Partial<GapRun>, gaps = [gap]) =>
    unexplained(run({ checks: [result("a"), ...others], ...overrides }), gaps).map(({ id }) => id);

  test.for([
    ["is what nothing or something undeclared explains", {}, [gap], ["d", "e"]],
    [
      "is what an unsure cause explains",
      { causes: [{ id: "app-stall", confidence: 0.2 }] },
      [gap],
      ["c", "d", "e"],
    ],
    ["is what a cause explains that was not diagnosed", { causes: [] }, [gap], ["c", "d", "e"]],
    ["is every failure without gaps", {}, [], ["a", "c", "d", "e"]],
    ["is nothing of a gap's journey that nobody explains", {}, [journeyGap], ["d"]],
    [
      "is of a gap's journey what is explained by a cause that nobody declared",
      { checks: [result("a", "failed", { explainedBy: "never-negotiates" }), result("b")] },
      [journeyGap],
      ["a"],
    ],
  ] as const)("%s", ([, overrides, gaps, expected]) => {
    expect(left(overrides, [...gaps])).toEqual(expected);
  });
});
