import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeLatency } from "../../../src/harness/gate/latency/judge-latency.ts";
import { latencySummary } from "../../../src/harness/gate/latency/latency-summary.ts";

/** So many times around a middle, evenly spread over `spread` milliseconds. */
function around(middle: number, { n = 41, spread = 20 } = {}): readonly number[] {
  return Array.from({ length: n }, (_, i) => middle + (spread * (i - (n - 1) / 2)) / n);
}

/** The same numbers from 0 to 1 for the same seed (Park and Miller's minimal standard). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

describe("a summary of times", () => {
  test("has the median's interval of the textbook", () => {
    // n 20: ranks 6 and 15 hold the median 95.9 % of the time, 7 and 14 only 88.5 %.
    const twenty = Array.from({ length: 20 }, (_, i) => 20 - i);
    expect(latencySummary(twenty)).toEqual({ n: 20, p50: 10, p50Low: 6, p50High: 15, p95: 19 });
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(latencySummary(hundred)).toMatchObject({ p50Low: 40, p50High: 61, p95: 95 });
  });

  test("of five knows no more than the whole range", () => {
    expect(latencySummary([5, 1, 4, 2, 3])).toMatchObject({ p50Low: 1, p50High: 5, p95: 5 });
  });

  test("holds the true median 95 times of 100, of times with a long tail", () => {
    const random = randomOf(20261122);
    let held = 0;
    const runs = 2000;
    for (let run = 0; run < runs; run += 1) {
      // Lognormal enough: e to the power of a sum of three even numbers, whose median is e to the power of 1.5.
      const samples = Array.from({ length: 40 }, () => Math.exp(random() + random() + random()));
      const { p50Low, p50High } = latencySummary(samples);
      if (p50Low <= Math.exp(1.5) && Math.exp(1.5) <= p50High) held += 1;
    }
    // 96.2 % by the binomial; five deviations of the simulation below it.
    expect(held / runs).toBeGreaterThan(0.94);
    // Wider than it needs to be would be of no use.
    expect(held / runs).toBeLessThan(0.985);
  });

  test("does not depend on the order, and keeps its numbers in order", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5000), { minLength: 1, maxLength: 80 }), (samples) => {
        const summary = latencySummary(samples);
        expect(latencySummary(samples.toReversed())).toEqual(summary);
        expect(summary.p50Low).toBeLessThanOrEqual(summary.p50);
        expect(summary.p50).toBeLessThanOrEqual(summary.p50High);
        expect(summary.p50).toBeLessThanOrEqual(summary.p95);
      }),
    );
  });

  test.for([
    [[], "samples must hold at least one time, got none."],
    [[1, -1], 'samples must be times in milliseconds from 0, got "-1".'],
    [[Number.NaN], 'samples must be times in milliseconds from 0, got "NaN".'],
  ] as const)("refuses %o", ([samples, message]) => {
    expect(() => latencySummary(samples)).toThrow(message);
  });
});

describe("times against a baseline", () => {
  const baseline = around(400);

  test.for([
    ["twice as long", around(800), "slower"],
    ["half as long", around(200), "faster"],
    ["as long", around(400), "same"],
    ["a fifth longer", around(480), "same"],
    ["just about a quarter longer", around(504), "unclear"],
    ["all over the place", around(400, { spread: 800 }), "unclear"],
    ["nineteen times twice as long", around(800, { n: 19 }), "too-few"],
    ["nothing", [], "too-few"],
  ] as const)("that are %s", ([, samples, state]) => {
    expect(judgeLatency({ samples }, { baseline }).state).toBe(state);
    const kept = latencySummary(baseline);
    expect(judgeLatency({ samples }, { baseline: kept }).state).toBe(state);
  });

  test("of too few are not judged either", () => {
    const judged = judgeLatency({ samples: around(800) }, { baseline: around(400, { n: 19 }) });
    expect(judged).toMatchObject({ state: "too-few" });
    expect(judged.because).toBe("41 samples against 19, and each side needs 20");
    expect(judgeLatency({ samples: around(800) }, { baseline: [] }).state).toBe("too-few");
  });

  test("that are short may be slower by 50 ms, whatever share that is", () => {
    const short = { baseline: around(10, { spread: 2 }) };
    expect(judgeLatency({ samples: around(40) }, short).state).toBe("same");
    expect(judgeLatency({ samples: around(90) }, short).state).toBe("slower");
    const strict = { ...short, deadBand: { share: 0, ms: 5 } };
    expect(judgeLatency({ samples: around(40) }, strict).state).toBe("slower");
  });

  test("are explained by medians, bounds and the dead-band", () => {
    const { because, bandMs } = judgeLatency({ samples: around(800) }, { baseline });
    expect(bandMs).toBe(100);
    expect(because).toBe(
      "median 800 ms (between 796.6 ms and 803.4 ms, n 41), against 400 ms (between 396.6 ms and 403.4 ms, n 41) and a dead-band of 100 ms",
    );
  });

  test("refuse a dead-band that is none", () => {
    const judge = (deadBand: { share: number; ms: number }) =>
      judgeLatency({ samples: [] }, { baseline, deadBand });
    expect(() => judge({ share: -1, ms: 5 })).toThrow(
      'deadBand.share must be a number from 0, got "-1".',
    );
    expect(() => judge({ share: 1, ms: Number.NaN })).toThrow("deadBand.ms must be a number");
  });

  test("that are slower one way are faster the other, and alike both ways", () => {
    const times = fc.array(fc.nat(400), { minLength: 20, maxLength: 40 });
    const mirrored = { slower: "faster", faster: "slower", "too-few": "too-few" } as const;
    const seen = new Set<string>();
    fc.assert(
      fc.property(times, times, fc.constantFrom(0, 300, 600), (one, other, later) => {
        // Without a share, the band is alike from both sides.
        const deadBand = { share: 0, ms: 50 };
        const samples = one.map((ms) => ms + later);
        const there = judgeLatency({ samples }, { baseline: other, deadBand }).state;
        const back = judgeLatency({ samples: other }, { baseline: samples, deadBand }).state;
        seen.add(there);
        if (there !== "same" && there !== "unclear") expect(back).toBe(mirrored[there]);
        else expect(["same", "unclear"]).toContain(back);
      }),
    );
    expect(seen).toContain("slower");
  });
});
