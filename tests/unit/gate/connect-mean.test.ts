import { describe, expect, test } from "vitest";
import { judgeMean } from "../../../src/harness/gate/rates/connect-mean.ts";

describe("the mean time to connect", () => {
  test.each([
    [{ mean: 100, n: 20 }, "pass"],
    [{ mean: 100.1, n: 20 }, "fail"],
    [{ mean: 1, n: 19 }, "inconclusive"],
    [{ mean: 9_999, n: 19 }, "inconclusive"],
    [{ mean: 0, n: 0 }, "inconclusive"],
    [{ mean: Number.NaN, n: 30 }, "inconclusive"],
    [undefined, "inconclusive"],
  ] as const)("of %j against at most 100 ms: %s", (measured, decision) => {
    expect(judgeMean(measured, { mostMs: 100 }).decision).toBe(decision);
  });

  test("is judged from as few connections as were agreed on beforehand", () => {
    expect(judgeMean({ mean: 1, n: 3 }, { mostMs: 100, leastN: 3 })).toEqual({
      decision: "pass",
      because: "a mean of 1.0 ms over 3 connections, of at most 100 ms",
    });
  });
});
