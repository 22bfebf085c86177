import { describe, expect, test } from "vitest";
import { nightIn } from "../../../src/harness/gate/history/night-line.ts";
import type { JourneyRate } from "../../../src/harness/gate/journeys.ts";
import { summarizeTrials } from "../../../src/harness/gate/rates/trial-summary.ts";
import type { RunFacts } from "../../../src/harness/report/compose.ts";
import { nightOf } from "../../../src/harness/report/night-of.ts";
import {
  blockedReport,
  failedCheck,
  flakyCheck,
  sampleCheck,
  sampleReport,
  sampleTarget,
  skippedCheck,
} from "./sample.ts";

function walkedBy(...revisions: readonly string[]): NonNullable<RunFacts["walked"]> {
  const trials = revisions.map((revision, index) => ({
    ...{ journey: "websocket", n: index + 1, ok: true, outcome: "welcomed", revision },
    ...{ atMs: index, durationMs: 9, connectMs: 10 / 3 },
  }));
  const rate: JourneyRate = {
    ...{ id: "websocket", of: "trials", n: trials.length, successes: trials.length, rate: 1 },
    ...{ target: 0.9, decision: "pass", low: 0.8, high: 1, because: "enough" },
    sample: summarizeTrials(trials),
  };
  return { rates: [rate], sequential: true, judgements: [] };
}

describe("the night of a report", () => {
  test("is a line that reads as it was written", () => {
    const checks = [sampleCheck(), failedCheck, flakyCheck, skippedCheck];
    const written = nightOf(sampleReport({ mode: "watch", checks, walked: walkedBy("a", "a") }));
    expect(nightIn(JSON.stringify(written), "line 1,")).toEqual(written);
    expect(written).toMatchObject({
      ...{ at: "2026-01-02T03:04:05.000Z", run: "20260102t030405-abc123", mode: "watch" },
      ...{ environment: "test", verdict: "pass", filtered: false, revision: "a" },
      checks: {
        passed: 1,
        failed: [failedCheck.id],
        flaky: [flakyCheck.id],
        skipped: [skippedCheck.id],
      },
    });
    expect(written.journeys[0]).toEqual({
      ...{ id: "websocket", of: "trials", n: 2, successes: 2, decision: "pass" },
      connect: { n: 2, p50: 3.333, p50Low: 3.333, p50High: 3.333, p95: 3.333 },
    });
    expect(written.journeys.slice(1).every(({ connect }) => connect === undefined)).toBe(true);
  });

  test("keeps how many connections there were at a time, where the report says so", () => {
    const [rate] = walkedBy("a").rates;
    const { sample } = rate ?? {};
    const connect = { n: 1, p50: 1, p50Low: 1, p50High: 1, p95: 1, atOnce: 4 };
    const loaded = { ...rate, sample: { ...sample, connect } } as JourneyRate;
    const walked = { ...walkedBy("a"), rates: [loaded] };
    const [journey] = nightOf(sampleReport({ mode: "watch", walked })).journeys;
    expect(journey?.connect).toEqual(connect);
  });

  test("names the host without its port, and nothing where there was none", () => {
    expect(nightOf(sampleReport()).target).toBe("127.0.0.1");
    expect(nightOf(blockedReport()).target).toBe("");
  });

  test("is filtered where somebody left checks out", () => {
    const { run } = sampleReport();
    const filter = { phases: ["golden-path-recovery"] };
    expect(nightOf(sampleReport({ run: { ...run, filter } })).filtered).toBe(true);
  });

  test("names a build only where nobody met another", () => {
    expect(nightOf(sampleReport())).not.toHaveProperty("revision");
    expect(nightOf(sampleReport({ walked: walkedBy("a", "b") }))).not.toHaveProperty("revision");
    const identity = { service: "s", status: "healthy", reference: false, revision: "b" };
    const target = { ...sampleTarget, identity };
    const told = { sighting: { state: "ready", target } } as const;
    expect(nightOf(sampleReport(told)).revision).toBe("b");
    expect(nightOf(sampleReport({ ...told, walked: walkedBy("a") }))).not.toHaveProperty(
      "revision",
    );
  });
});
