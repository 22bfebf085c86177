import { describe, expect, test } from "vitest";
import { judgeConnecting } from "../../../src/cli/watch/judgements.ts";
import { defaultContract } from "../../../src/contract/default.ts";
import type { LatencySummary } from "../../../src/harness/gate/latency/latency-summary.ts";
import type { Trial } from "../../../src/harness/gate/rates/trial.ts";
import { night, walked } from "../gate/nights.ts";

function trials(count: number, connectMs: number): readonly Trial[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ journey: "websocket", n: index + 1, ok: true, outcome: "welcomed" },
    ...{ atMs: index, durationMs: connectMs, connectMs },
  }));
}

function baseline(p50: number): LatencySummary {
  return { n: 40, p50, p50Low: p50 - 1, p50High: p50 + 1, p95: p50 * 2 };
}

function goodNight(day: number, p50: number) {
  return night(day, { journeys: [{ ...walked(40, 40), connect: baseline(p50) }] });
}

const place = {
  rates: [{ id: "websocket" }],
  contract: defaultContract,
  target: { http: "https://staging.example:8443", remote: true },
  environment: "staging",
};

describe("connecting times", () => {
  test("are held against what the contract promises of their mean", () => {
    const most = defaultContract.limits.remote.meanConnectMs;
    const judge = (ms: number) =>
      judgeConnecting({ ...place, trials: trials(30, ms), nights: undefined }).judgements;
    expect(judge(most)).toMatchObject([{ about: "connecting", decision: "pass" }]);
    expect(judge(most + 1)).toMatchObject([{ about: "connecting", decision: "fail" }]);
  });

  test("decide nothing of a journey that has no socket", () => {
    const [{ connectMs: _, ...without } = { connectMs: 0 }] = trials(1, 1);
    const question = { ...place, trials: [without as Trial], nights: [goodNight(1, 10)] };
    expect(judgeConnecting(question)).toEqual({ judgements: [], notes: [] });
  });

  test("are not made shorter by connections that fail at once, in the mean or against a night", () => {
    const quick = trials(30, 1).map((one) => ({ ...one, ok: false, outcome: "ECONNRESET" }));
    const question = { ...place, trials: [...trials(30, 400), ...quick] };
    const { judgements } = judgeConnecting({ ...question, nights: [goodNight(1, 100)] });
    expect(judgements.map(({ because }) => because)).toEqual([
      expect.stringContaining("a mean of 400.0 ms over 60 connections"),
      expect.stringMatching(/^slower than on 2026-11-01: median 400 ms/),
    ]);
  });

  test("fail when they are longer than in the newest good night, by more than a dead-band", () => {
    const nights = [goodNight(1, 1_000), goodNight(2, 100)];
    const { judgements } = judgeConnecting({ ...place, trials: trials(30, 400), nights });
    expect(judgements).toContainEqual({
      about: "connecting times of websocket",
      decision: "fail",
      because: expect.stringMatching(/^slower than on 2026-11-02: median 400 ms/),
    });
  });

  test("that are shorter, noisy or few are a note and decide nothing", () => {
    const nights = [goodNight(1, 1_000)];
    const faster = judgeConnecting({ ...place, trials: trials(30, 10), nights });
    expect(faster.judgements.map(({ about }) => about)).toEqual(["connecting"]);
    expect(faster.notes).toEqual([expect.stringContaining("faster than on 2026-11-01")]);
    const few = judgeConnecting({ ...place, trials: trials(3, 9_000), nights });
    expect(few.notes).toEqual([
      expect.stringMatching(/^connecting: .* over 3 connections, and fewer than 20 say nothing/),
      expect.stringContaining("too few to compare with 2026-11-01"),
    ]);
    expect(few.judgements).toEqual([]);
  });

  test("without a night to compare with decide as if there were no history", () => {
    const { judgements, notes } = judgeConnecting({ ...place, trials: trials(30, 9), nights: [] });
    expect(judgements.map(({ decision }) => decision)).toEqual(["pass"]);
    expect(notes).toEqual([]);
  });
});
