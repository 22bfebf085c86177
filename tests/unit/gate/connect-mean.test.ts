import { describe, expect, test } from "vitest";
import { connectMeanOf, judgeMean } from "../../../src/harness/gate/rates/connect-mean.ts";

describe("the mean of connections", () => {
  const good = (connectMs: number) => ({ ok: true, connectMs });
  const lost = (connectMs: number) => ({ ok: false, connectMs });

  test("counts those that failed with their time, and never as quicker than those that stood", () => {
    expect(connectMeanOf([good(10), good(30), lost(1)])).toEqual({ n: 3, mean: 20 });
    expect(connectMeanOf([good(10), good(30), lost(50)])).toEqual({ n: 3, mean: 30 });
  });

  test("is that of the failures where nothing else is known, and nothing of nothing", () => {
    expect(connectMeanOf([lost(4), lost(6)])).toEqual({ n: 2, mean: 5 });
    expect(connectMeanOf([{ ok: true }])).toBeUndefined();
  });
});

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
