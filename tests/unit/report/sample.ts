import type { CheckResult } from "../../../src/harness/gate/check-result.ts";
import { composeReport, type RunFacts } from "../../../src/harness/report/compose.ts";
import type { Report } from "../../../src/harness/report/report.ts";
import type { Target } from "../../../src/harness/target/target.ts";

export function sampleCheck(overrides: Partial<CheckResult> = {}): CheckResult {
  return {
    id: "websocket.welcomes",
    rows: ["W02"],
    title: "welcomes an authenticated session",
    phase: "golden-path-recovery",
    journey: "websocket",
    tags: [],
    suspects: [],
    state: "passed",
    durationMs: 42,
    attempts: [{ n: 1, state: "passed", durationMs: 42, errors: [], transcript: [] }],
    ...overrides,
  };
}

export const failedCheck: CheckResult = sampleCheck({
  id: "websocket.answers-ping",
  rows: ["W08"],
  title: "answers a ping with a pong",
  state: "failed",
  attempts: [
    {
      n: 1,
      state: "failed",
      durationMs: 1200,
      trace: "4bf92f3577b34da6a3ce929d0e0e4736",
      errors: ["no pong within 1000 ms\nseen: welcome"],
      transcript: ["0.0 ms → ping", "1000.3 ms … nothing"],
    },
  ],
});

export const skippedCheck: CheckResult = sampleCheck({
  id: "threads.keep-order",
  title: "keeps messages <in> order",
  phase: "staging-e2e",
  journey: "threads",
  state: "skipped",
  skip: { kind: "capability", reason: 'contract "netra" does not promise "threads" & more' },
  attempts: [],
});

export const flakyCheck: CheckResult = sampleCheck({
  id: "golden-path.complete",
  title: "carries a new user to an answer",
  phase: "staging-e2e",
  journey: "golden-path",
  state: "flaky",
  attempts: [
    { n: 1, state: "failed", durationMs: 9, errors: ["closed 1006"], transcript: [] },
    { n: 2, state: "passed", durationMs: 8, errors: [], transcript: [] },
  ],
});

export const sampleTarget: Target = {
  http: "http://127.0.0.1:8000",
  ws: "ws://127.0.0.1:8000/ws",
  source: "explicit",
  services: {},
  trail: [
    {
      source: "explicit",
      via: "variable",
      variable: "TEST_BACKEND_URL",
      url: "http://127.0.0.1:8000",
      state: "chosen",
      reason: "healthy",
      elapsedMs: 3,
      declared: true,
    },
  ],
  identity: { service: "netra", status: "healthy", version: "1.2.3", reference: false },
  remote: false,
  warnings: [],
  fallback: false,
};

const blockedSighting = {
  state: "blocked",
  reason: "TEST_BACKEND_URL: connection refused",
  advice: ["bring it up"],
  trail: [{ ...sampleTarget.trail[0], state: "unreachable", reason: "connection refused" }],
  warnings: [],
} as RunFacts["sighting"];

function facts(overrides: Partial<RunFacts>): RunFacts {
  return {
    run: {
      id: "20260102t030405-abc123",
      seed: 7,
      startedAt: "2026-01-02T03:04:05.000Z",
      durationMs: 2345,
      environment: "test",
      scale: 1,
      versions: { gapproof: "0.1.0", node: "20.20.2", vitest: "4.1.12" },
    },
    end: "finished",
    contract: { id: "netra", hash: "f908c2aa8d14" },
    sighting: { state: "ready", target: sampleTarget },
    checks: [sampleCheck()],
    unhandledErrors: [],
    warnings: [],
    ...overrides,
  };
}

export function sampleReport(overrides: Partial<RunFacts> = {}): Report {
  return composeReport(facts(overrides));
}

export function blockedReport(): Report {
  return sampleReport({ sighting: blockedSighting, checks: [] });
}
