import { describe, expect, test } from "vitest";
import type { Trial } from "../../../src/harness/gate/rates/trial.ts";
import { summarizeTrials } from "../../../src/harness/gate/rates/trial-summary.ts";

function trial(n: number, change: Partial<Trial> = {}): Trial {
  const usual = { journey: "websocket", n, ok: true, outcome: "welcomed" };
  return { ...usual, atMs: n * 10, durationMs: n, ...change };
}

const lost = { ok: false, outcome: "close 1011", error: "it closed", trace: "abc" };

describe("a summary of trials", () => {
  test("counts outcomes, the most frequent first, and of equals the one seen first", () => {
    const trials = [trial(1), trial(2, lost), trial(3, lost), trial(4, { ok: false })];
    expect(summarizeTrials(trials).outcomes).toEqual([
      { outcome: "close 1011", ok: false, count: 2 },
      { outcome: "welcomed", ok: true, count: 1 },
      // What is called the same is not the same where one went well.
      { outcome: "welcomed", ok: false, count: 1 },
    ]);
  });

  test("counts who answered, and those who do not say", () => {
    const trials = [
      trial(1, { revision: "r1" }),
      trial(2, { revision: "r2", ...lost }),
      trial(3),
      trial(4, { revision: "r2" }),
    ];
    expect(summarizeTrials(trials).revisions).toEqual([
      { revision: "r2", n: 2, successes: 1 },
      { revision: "r1", n: 1, successes: 1 },
      { revision: null, n: 1, successes: 1 },
    ]);
  });

  test("times connections with those that failed, and whole walks without them", () => {
    const trials = [
      ...Array.from({ length: 99 }, (_, n) => trial(n + 1, { connectMs: 1 })),
      trial(100, { connectMs: 101, durationMs: 5_000, ...lost }),
    ];
    const { connectMs, connect, durationMs } = summarizeTrials(trials);
    // What later nights are compared with is of those that went well.
    expect(connect).toEqual({ n: 99, p50: 1, p50Low: 1, p50High: 1, p95: 1 });
    expect(connectMs).toEqual({ n: 100, mean: 2, p50: 1, p95: 1, p99: 1, max: 101 });
    expect(durationMs).toEqual({ n: 99, mean: 50, p50: 50, p95: 95, p99: 99, max: 99 });
  });

  test("has no times where there are none, and nothing of nothing", () => {
    expect(summarizeTrials([])).toEqual({ outcomes: [], revisions: [], failures: [] });
    const { connectMs, durationMs } = summarizeTrials([trial(1, lost)]);
    expect([connectMs, durationMs]).toEqual([undefined, undefined]);
  });

  test("keeps the first five failures by number, with what there is of them and no more", () => {
    const failed = [7, 3, 9, 1, 5, 8].map((n) => trial(n, lost));
    const { failures } = summarizeTrials([trial(2), ...failed]);
    expect(failures.map(({ n }) => n)).toEqual([1, 3, 5, 7, 8]);
    const [first] = failures;
    const told = { n: 1, atMs: 10, outcome: "close 1011", error: "it closed", trace: "abc" };
    expect(first).toStrictEqual(told);
  });
});
