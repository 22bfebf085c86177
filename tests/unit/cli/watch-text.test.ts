import { describe, expect, test } from "vitest";
import { planOf } from "../../../src/cli/watch/plan-of.ts";
import { TrialPrinter } from "../../../src/cli/watch/trial-printer.ts";
import { readWatchOptions } from "../../../src/cli/watch/watch-options.ts";
import { renderWatch } from "../../../src/cli/watch/watch-page.ts";
import { watchTargets } from "../../../src/cli/watch/watch-targets.ts";
import { defaultContract } from "../../../src/contract/default.ts";
import type { Clock } from "../../../src/ground/clock.ts";
import type { Trial } from "../../../src/harness/gate/rates/trial.ts";
import type { Standing } from "../../../src/harness/watch/course.ts";
import { checks, night, walked } from "../gate/nights.ts";
import { sampleReport } from "../report/sample.ts";

function trial(n: number, change: Partial<Trial> = {}): Trial {
  return {
    ...{ journey: "websocket", n, ok: true, outcome: "welcomed", atMs: 0, durationMs: 1 },
    ...change,
  };
}

function standing(n: number, decision: Standing["decision"] = "inconclusive"): Standing[] {
  return [{ journey: "websocket", n, successes: n, decision }];
}

/** A printer, what it wrote, and the hands of its clock. */
function printer(flags: { readonly min?: string }, live = false) {
  const written: string[] = [];
  const hands = { ms: 0 };
  const clock: Clock = {
    now: () => hands.ms,
    date: () => new Date(0),
    after: () => () => undefined,
  };
  const options = { write: (text: string) => written.push(text), live, color: false, width: 60 };
  const asked = readWatchOptions({
    diagnose: true,
    reportDir: "out",
    journey: ["websocket"],
    ...flags,
  });
  const told = new TrialPrinter({ ...options, write: (text) => void written.push(text) }, clock);
  told.begin(planOf(asked, watchTargets(defaultContract, asked).targets));
  return { told, written, hands };
}

describe("progress in a log", () => {
  test("is a line for every tenth of a loop, and none per trial", () => {
    const { told, written } = printer({ min: "100" });
    for (let n = 1; n <= 100; n += 1) told.show(trial(n), standing(n));
    expect(written).toHaveLength(10);
    expect(written.at(-1)).toBe("  0 ms  websocket 100/100\n");
  });

  test("is a line each half minute where trials are slow", () => {
    const { told, written, hands } = printer({ min: "1000" });
    for (let n = 1; n <= 9; n += 1) {
      hands.ms += 10_000;
      told.show(trial(n), standing(n));
    }
    expect(written.map((line) => line.trim())).toEqual([
      "30.0 s  websocket 3/3",
      "1 min 0 s  websocket 6/6",
      "1 min 30 s  websocket 9/9",
    ]);
  });

  test("tells the first failure of each kind, and a decision once", () => {
    const { told, written } = printer({});
    const broken = { ok: false, outcome: "close 1011", error: "closed with 1011\nseen: welcome" };
    told.show(trial(1, broken), standing(1));
    told.show(trial(2, broken), standing(2));
    told.show(trial(3, { ...broken, outcome: "HTTP 503", error: "HTTP 503" }), standing(3, "fail"));
    told.show(trial(4), standing(4, "fail"));
    told.probing("asks for a handshake");
    told.probing("asks who answers");
    expect(written).toEqual([
      "  ✗ websocket, trial 1: close 1011  closed with 1011\n",
      "  ✗ websocket, trial 3: HTTP 503\n",
      "✗ websocket  fail  3 of 3  0 ms\n",
      "diagnosing …\n",
    ]);
  });
});

describe("progress on a terminal", () => {
  test("is one line that is drawn over, and taken away at the end", () => {
    const { told, written } = printer({ min: "100" }, true);
    told.show(trial(1), standing(1));
    told.show(trial(2), standing(2));
    told.end();
    expect(written).toEqual([
      "\r\u001B[2Kwebsocket 1/1",
      "\r\u001B[2Kwebsocket 2/2",
      "\r\u001B[2K",
    ]);
  });
});

describe("the page of a watch", () => {
  const look = { color: false, width: 100, file: undefined };

  test("shows earlier nights, and checks that are not steady", () => {
    const place = { target: "127.0.0.1", environment: "test" };
    const rates = [{ ...walked(40, 40), decision: "pass" }] as const;
    const earlier = [
      night(1, { ...place, journeys: rates }),
      night(2, { ...place, journeys: rates, checks: checks({ failed: ["login.works"] }) }),
    ];
    const rate = {
      rate: 0.5,
      target: 0.9,
      decision: "fail",
      low: 0,
      high: 1,
      because: "x",
    } as const;
    const tonight = { ...walked(20, 40), ...rate };
    const report = sampleReport({
      mode: "watch",
      checks: [],
      run: { ...sampleReport().run, startedAt: "2026-11-03T02:00:00.000Z" },
      walked: { rates: [tonight], sequential: true, judgements: [] },
    });
    const page = renderWatch(report, { ...look, nights: earlier });
    expect(page).toContain(
      "websocket  100.0 % → 100.0 % → 50.0 %\n    worse: 20 of 40 against 80 of 80",
    );
    expect(page).toContain("login.works  1 × passed, 1 × failed on rev-1, last on 2026-11-02");
    expect(page.indexOf("FAIL (watch)")).toBeGreaterThan(page.indexOf("login.works"));
    expect(renderWatch(report, { ...look, nights: undefined })).not.toContain("over the nights");
  });

  test("shows what failures put at risk with all its assumptions, or what is missing", () => {
    const sure = {
      decision: "pass",
      low: 0,
      high: 1,
      because: "x",
      rate: 0.9,
      target: 0.9,
    } as const;
    const facts = {
      mode: "watch",
      checks: [],
      walked: { rates: [{ ...walked(90, 100), ...sure }], sequential: true, judgements: [] },
    } as const;
    const impact = { valuePerYear: 1_000_000, exposure: 0.5, weights: { websocket: 1 } };
    const known = renderWatch(sampleReport({ ...facts, declared: { impact } }), {
      ...{ ...look, nights: undefined },
    });
    expect(known).toContain("value at risk  50,000 USD a year, with 95 % certainty from ");
    expect(known).toContain("50 % of the value goes through this deployment");
    const { exposure: _, ...less } = impact;
    const refused = renderWatch(sampleReport({ ...facts, declared: { impact: less } }), {
      ...{ ...look, nights: undefined },
    });
    expect(refused).toContain("no number: nobody knows impact.exposure");
  });
});
