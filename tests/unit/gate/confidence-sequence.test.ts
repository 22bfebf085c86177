import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  cumulative,
  exactInterval,
  type Interval,
} from "../../../src/harness/gate/rates/binomial.ts";
import { confidenceSequence } from "../../../src/harness/gate/rates/confidence-sequence.ts";
import {
  type SequentialPlan,
  sequentialPlan,
} from "../../../src/harness/gate/rates/sequential-test.ts";
import { exactCourse } from "./sequential-course.ts";
import { shareOf, watched } from "./simulated-deployments.ts";

const rates = [0.01, 0.1, 0.3, 0.5, 0.8, 0.85, 0.9, 0.95, 0.99];
const plan = sequentialPlan({ p0: 0.8, p1: 0.9, alpha: 0.05, beta: 0.05 }, 400);
const counts = fc
  .tuple(fc.nat({ max: 200 }), fc.nat())
  .map(([trials, part]) => ({ trials, successes: part % (trials + 1) }));

function holds({ low, high }: Interval, p: number): boolean {
  return low <= p && p <= high;
}

/** Stops as soon as the interval leaves `rate` out: whoever looks often enough sees what is not there. */
function untilLeftOut(rate: number, interval: typeof exactInterval): SequentialPlan {
  const mostTrials = 100;
  const edges = [{ failAt: -1, passAt: 1 }];
  for (let n = 1; n <= mostTrials; n += 1) {
    // With one trial more, either edge moves up by one or stays.
    let { failAt, passAt } = edges[n - 1] ?? { failAt: -1, passAt: n };
    if (interval(failAt + 1, n).high < rate) failAt += 1;
    if (passAt <= n && interval(passAt, n).low <= rate) passAt += 1;
    edges.push({ failAt, passAt });
  }
  return { mostTrials, boundaries: (n) => edges[n] ?? { failAt: null, passAt: null } };
}

describe("the exact interval", () => {
  test.each([0.8, 0.95, 0.99])(
    "of %d holds the true rate at least that often, summed over every outcome of a grid",
    (confidence) => {
      const short: string[] = [];
      for (const n of [1, 2, 5, 10, 25, 59, 80]) {
        const all = Array.from({ length: n + 1 }, (_, k) => exactInterval(k, n, confidence));
        for (const p of rates)
          if (coverage(all, p) < confidence - 1e-9) short.push(`n ${n}, p ${p}`);
      }
      expect(short).toEqual([]);
    },
  );
});

describe("a confidence sequence", () => {
  test.each([
    [25, 25, [0.05 / 26, 1 / 25]],
    [1, 1, [0.05 / 2, 1]],
  ] as const)("of %d in %d successes begins where its formula says", (s, n, [base, root]) => {
    expect(confidenceSequence(s, n).low).toBeCloseTo(base ** root, 12);
    expect(confidenceSequence(s, n).high).toBe(1);
  });

  test("is everything without a trial", () => {
    expect(confidenceSequence(0, 0)).toEqual({ low: 0, high: 1 });
  });

  test("ends where the mixture is 1/δ times as likely as the rate", () => {
    const { low, high } = confidenceSequence(50, 60, 0.9);
    for (const edge of [low, high]) {
      const mass = cumulative(50, 60, edge) - cumulative(49, 60, edge);
      expect(61 * mass).toBeCloseTo(0.1, 6);
    }
    expect(low).toBeLessThan(50 / 60);
    expect(high).toBeGreaterThan(50 / 60);
  });

  test("is never narrower than the exact interval, on either side", () => {
    fc.assert(
      fc.property(counts, fc.constantFrom(0.8, 0.95, 0.99), ({ successes, trials }, confidence) => {
        const anytime = confidenceSequence(successes, trials, confidence);
        const exact = exactInterval(successes, trials, confidence);
        expect(anytime.low).toBeLessThanOrEqual(exact.low + 1e-12);
        expect(anytime.high).toBeGreaterThanOrEqual(exact.high - 1e-12);
      }),
    );
  });

  test("mirrors itself when successes and failures change places", () => {
    fc.assert(
      fc.property(counts, ({ successes, trials }) => {
        const interval = confidenceSequence(successes, trials);
        const mirrored = confidenceSequence(trials - successes, trials);
        expect(mirrored.low).toBeCloseTo(1 - interval.high, 9);
        expect(mirrored.high).toBeCloseTo(1 - interval.low, 9);
      }),
    );
  });

  test("rises with every success, and narrows with more of the same", () => {
    fc.assert(
      fc.property(counts, ({ successes, trials }) => {
        const interval = confidenceSequence(successes, trials);
        const better = confidenceSequence(successes + 1, trials + 1);
        expect(better.low).toBeGreaterThanOrEqual(interval.low);
        expect(better.high).toBeGreaterThanOrEqual(interval.high - 1e-12);
        const twice = confidenceSequence(successes * 2, trials * 2);
        expect(twice.high - twice.low).toBeLessThanOrEqual(interval.high - interval.low);
      }),
    );
  });

  test("holds the true rate when a sequential test stops, at least as often as it says", () => {
    const shares = rates.map((p, seed) =>
      shareOf(watched(plan, p, seed), ({ successes, trials }) =>
        holds(confidenceSequence(successes, trials), p),
      ),
    );
    const least = Math.min(...shares);
    console.info(
      `at the stopping time, 95 % intervals hold the rate in ${shares.map(words).join(", ")} of cases`,
    );
    expect(least).toBeGreaterThanOrEqual(0.95);
  });

  test("holds it exactly so at the stopping time, by the chance of every way of stopping", () => {
    for (const p of rates) {
      const missed = exactCourse(plan, p).stops.reduce(
        (sum, { trials, successes, chance }) =>
          holds(confidenceSequence(successes, trials), p) ? sum : sum + chance,
        0,
      );
      expect(missed).toBeLessThanOrEqual(0.05);
    }
  });

  test("holds it against one who stops as soon as it would not, which the exact interval does not", () => {
    const leftOut = (interval: typeof exactInterval): number => {
      const { pass, fail } = exactCourse(untilLeftOut(0.8, interval), 0.8);
      return pass + fail;
    };
    const [exact, anytime] = [leftOut(exactInterval), leftOut(confidenceSequence)];
    console.info(
      `looked at 100 times, the exact interval leaves the rate out in ${words(exact)}, the sequence in ${words(anytime)}`,
    );
    expect(exact).toBeGreaterThan(0.1);
    expect(anytime).toBeLessThanOrEqual(0.05);
    expect(anytime).toBeGreaterThan(0.001);
  });

  test("refuses what is no count and no confidence", () => {
    expect(() => confidenceSequence(3, 2)).toThrow(
      'successes must not exceed trials (2), got "3".',
    );
    expect(() => confidenceSequence(1.5, 2)).toThrow(
      "successes must be a whole number of 0 or more",
    );
    expect(() => confidenceSequence(1, 2, 1)).toThrow("confidence must lie above 0 and below 1");
  });
});

/** How often the interval of a count holds `p`, over all counts as `p` brings them. */
function coverage(intervals: readonly Interval[], p: number): number {
  const n = intervals.length - 1;
  return intervals.reduce((covered, interval, k) => {
    const mass = cumulative(k, n, p) - cumulative(k - 1, n, p);
    return holds(interval, p) ? covered + mass : covered;
  }, 0);
}

function words(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
