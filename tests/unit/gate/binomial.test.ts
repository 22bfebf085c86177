import { describe, expect, test } from "vitest";
import {
  cumulative,
  exactInterval,
  sampleToSee,
  shareSeen,
} from "../../../src/harness/gate/rates/binomial.ts";

describe("the exact interval of a share", () => {
  // Clopper and Pearson's, as every table has them.
  test.each([
    [0, 10, [0, 0.308_5]],
    [5, 10, [0.187_1, 0.812_9]],
    [10, 10, [0.691_5, 1]],
    [1, 20, [0.001_3, 0.248_7]],
    [25, 25, [0.862_8, 1]],
  ] as const)("of %d in %d is %j", (hits, trials, [low, high]) => {
    const interval = exactInterval(hits, trials);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  test("holds the true share at least as often as it says, for every n and p of a grid", () => {
    const short: string[] = [];
    for (const trials of [1, 5, 20, 29, 60]) {
      const intervals = Array.from({ length: trials + 1 }, (_, k) => exactInterval(k, trials));
      for (const p of [0.01, 0.05, 0.1, 0.3, 0.5, 0.77, 0.9, 0.99]) {
        const covered = intervals.reduce((sum, { low, high }, k) => {
          const mass = cumulative(k, trials, p) - cumulative(k - 1, trials, p);
          return low <= p && p <= high ? sum + mass : sum;
        }, 0);
        if (covered < 0.95 - 1e-9) short.push(`n ${trials}, p ${p}: ${covered}`);
      }
    }
    expect(short).toEqual([]);
  });

  test("is everything without a trial, and refuses what is no share", () => {
    expect(exactInterval(0, 0)).toEqual({ low: 0, high: 1 });
    expect(() => exactInterval(3, 2)).toThrow("3 of 2 is no share");
    expect(() => exactInterval(1, 2, 1)).toThrow("a confidence must lie between 0 and 1");
  });
});

describe("a sample", () => {
  test.each([
    [0.5, 0.95, 5],
    [0.2, 0.95, 14],
    [0.1, 0.95, 29],
    [0.05, 0.95, 59],
    [0.1, 0.99, 44],
  ])("that sees one of a share of %d with a certainty of %d has %d", (share, certainty, n) => {
    expect(sampleToSee(share, certainty)).toBe(n);
    expect(1 - (1 - share) ** n).toBeGreaterThanOrEqual(certainty);
    expect(1 - (1 - share) ** (n - 1)).toBeLessThan(certainty);
    expect(shareSeen(n, certainty)).toBeLessThanOrEqual(share);
  });
});
