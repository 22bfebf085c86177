import { describe, expect, test } from "vitest";
import { type Report, reportSchema } from "../../../src/harness/report/schema.ts";
import { proves } from "../../catalogue/proves.ts";
import {
  blockedReport,
  failedCheck,
  flakyCheck,
  sampleCheck,
  sampleReport,
  skippedCheck,
} from "./sample.ts";

const measuredCheck = sampleCheck({
  tags: ["p1", "load"],
  attempts: [
    {
      ...{ n: 1, state: "passed", durationMs: 42, errors: [], transcript: [] },
      figures: [{ name: "p95", value: 12.5, unit: "ms" }],
    },
  ],
});

function pacedReport(): Report {
  const { exitCode: _, end: __, ...run } = sampleReport().run;
  return sampleReport({ run: { ...run, maxWaitMs: 120_000, filter: { tags: "p1" } } });
}

describe("report schema", () => {
  test.for([
    ["a passing run", sampleReport()],
    ["a run with every state", sampleReport({ checks: [failedCheck, flakyCheck, skippedCheck] })],
    ["a blocked run", blockedReport()],
    ["a run with its container's log", sampleReport({ containerLogs: ["up", "down"] })],
    ["a run with tags and figures", sampleReport({ checks: [measuredCheck] })],
    ["a run that waits no longer than it was told", pacedReport()],
    [
      "a run interrupted before it found a target",
      sampleReport({ sighting: { state: "unresolved" }, end: "interrupted", checks: [] }),
    ],
  ] as const)("accepts %s, also after a trip through JSON", ([, report]) => {
    expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  test("has the fields programs read", proves("R07"), () => {
    const report = sampleReport({ checks: [failedCheck, flakyCheck, skippedCheck] });
    expect(report).toMatchObject({
      schemaVersion: 1,
      mode: "gate",
      verdict: "fail",
      run: { seed: 7, environment: "test", exitCode: 1, end: "finished" },
      contract: { id: "netra" },
      target: { source: "explicit", identity: { service: "netra", reference: false } },
      journeys: [
        { id: "websocket", n: 1, successes: 0, rate: 0 },
        { id: "golden-path", n: 1, successes: 0, rate: 0 },
        { id: "threads", n: 0, successes: 0, rate: null },
      ],
    });
  });

  test("says why a blocked run tested nothing, and what was tried", proves("R15"), () => {
    expect(blockedReport()).toMatchObject({
      verdict: "blocked",
      run: { exitCode: 4 },
      blocked: { reason: "TEST_BACKEND_URL: connection refused", advice: ["bring it up"] },
      target: { http: null, source: null, trail: [{ state: "unreachable" }] },
    });
  });

  test.for([
    ["an unknown field", { ...sampleReport(), extra: 1 }],
    ["another version", { ...sampleReport(), schemaVersion: 2 }],
    ["a skip without a reason", sampleReport({ checks: [{ ...skippedCheck, attempts: [] }] })],
    ["no reasons", { ...sampleReport(), reasons: [] }],
  ] as const)("refuses %s", ([name, report]) => {
    const broken = JSON.parse(JSON.stringify(report));
    if (name === "a skip without a reason") delete broken.checks[0].skip;
    expect(reportSchema.safeParse(broken).success).toBe(false);
  });

  test("marks a fallback, naming what lost", proves("H19"), () => {
    const { trail } = sampleReport().target;
    const report = sampleReport({
      sighting: {
        state: "ready",
        target: {
          http: "http://localhost:8000",
          ws: "ws://localhost:8000/ws",
          source: "default",
          services: {},
          trail: trail.map((entry) => ({ ...entry, state: "unreachable" as const })),
          remote: false,
          warnings: ["TEST_BACKEND_URL is down"],
          fallback: true,
        },
      },
    });
    expect(report).toMatchObject({
      verdict: "inconclusive",
      reasons: [
        "TEST_BACKEND_URL (http://127.0.0.1:8000) lost, and http://localhost:8000 was tested instead",
      ],
      warnings: ["TEST_BACKEND_URL is down"],
    });
  });

  test("warns when it is about a part only", () => {
    const base = sampleReport();
    const { exitCode: _, end: __, ...run } = base.run;
    const report = sampleReport({
      run: { ...run, filter: { phases: ["staging-e2e"], pattern: "ping" } },
    });
    expect(report.warnings).toEqual([
      'filtered: this verdict is about checks matching "ping" of staging-e2e only',
    ]);
    const filter = { phases: ["staging-e2e"], pattern: "ping", tags: "p1 and not slow" };
    expect(sampleReport({ run: { ...run, filter } }).warnings).toEqual([
      'filtered: this verdict is about checks matching "ping" and tagged "p1 and not slow" of staging-e2e only',
    ]);
  });
});
