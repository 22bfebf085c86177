import { describe, expect, test } from "vitest";
import { costsOf } from "../matrix/costs.ts";
import type { Ending } from "../matrix/ending.ts";

function ending(quirk: string, check: string): Ending {
  const said = { why: "", journey: "", suspects: [], codes: [] };
  return { quirk, check, state: "passed", durationMs: 10, ...said };
}

describe("what a check costs", () => {
  test("is the middle of its runs, and unknown when it skipped itself", () => {
    const took = (check: string, durationMs: number) => ({ ...ending("h", check), durationMs });
    const skipped = { ...ending("h", "c"), state: "skipped" as const, durationMs: 0 };
    expect(costsOf([took("a", 9), took("a", 1), took("a", 2.4), took("b", 5), skipped])).toEqual({
      a: 2,
      b: 5,
    });
  });
});
