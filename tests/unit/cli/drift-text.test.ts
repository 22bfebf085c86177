import { describe, expect, test } from "vitest";
import type { Drift } from "../../../src/harness/drift/compare.ts";
import {
  type AskedTarget,
  type CensusTold,
  type DriftReport,
  driftExitCode,
} from "../../../src/harness/drift/drift-report.ts";
import { driftSchema } from "../../../src/harness/report/drift-schema.ts";
import { renderDrift } from "../../../src/harness/report/drift-text.ts";

const from = { file: "deploy/service.yaml", line: 7 };

describe("drift as text", () => {
  test("says what each word means once, however many keys it stands before", () => {
    const text = renderDrift(reported([different("a"), different("b"), different("c")]));
    expect(text.match(/the branch is what should run/g)).toHaveLength(1);
    expect(text).toContain(
      "different   b  critical\n  expected  1   deploy/service.yaml, line 7\n  deployed  2   GET /health\n",
    );
  });

  test("names what is borne, and what no longer is", () => {
    const known = { reason: "the old balancer", until: "2026-11-01" };
    const text = renderDrift(
      reported([
        { ...different("a"), known: { ...known, isExpired: true } },
        { ...different("b"), known: { ...known, until: "2027-01-31", isExpired: false } },
      ]),
    );
    expect(text).toMatch(
      /^what runs is not what the branch says: 1 of 2 keys differ, 1 known and b/,
    );
    expect(text).toContain("  no longer borne, as it was until 2026-11-01: the old balancer\n");
    expect(text).toContain("  borne until 2027-01-31: the old balancer\n");
  });

  test("lists what does not count by why it does not", () => {
    const text = renderDrift(
      reported([
        { key: "store_token", state: "unpublished", severity: "critical", isSecret: true },
        { key: "color", state: "unpublished", severity: "minor", note: "not measured: too long" },
        { key: "more", state: "extra", severity: "minor", deployed: "x" },
      ]),
    );
    expect(text).toContain("not counted, secrets that nobody publishes: store_token\n");
    expect(text).toContain("nobody publishes them: color (not measured: too long)\n");
    expect(text).toContain("not counted, because only the deployment has them: more\n");
    expect(driftExitCode(reported([{ key: "a", state: "unpublished", severity: "minor" }]))).toBe(
      0,
    );
  });

  test("says that nothing could be compared where all is unpublished, and ends with 3", () => {
    const report = {
      ...reported([{ key: "a", state: "unpublished", severity: "critical" }]),
      equal: [],
    };
    expect(renderDrift(report)).toMatch(/^nothing could be compared/);
    expect(driftExitCode(report)).toBe(3);
  });

  test("says that nobody can tell where some are equal, and the rest is unpublished", () => {
    const report = reported([{ key: "a", state: "unpublished", severity: "critical" }]);
    expect(renderDrift(report)).toMatch(
      /^nobody can tell that what runs is what the branch says: 1 of 2 keys are not published\n/,
    );
    expect(driftExitCode(report)).toBe(1);
  });

  test("tells of a census how long was waited, what fails, and what failing goes with", () => {
    const census: CensusTold = {
      ...{
        state: "as-expected",
        because: "r2 answers",
        expected: "r2",
        expectedFrom: "GITHUB_SHA",
      },
      http: { via: "http", asked: 29, failed: 0, shares: [], unseenShare: 0.1 },
      ws: { via: "ws", asked: 29, failed: 4, shares: [], unseenShare: 0.1 },
      correlation: { p: 0.6, because: "over WebSocket, failures do not go with a revision" },
      waited: { ms: 600_400, looks: 31, isDone: false },
    };
    const report = { ...reported([]), census };
    expect(renderDrift(report)).toMatch(/^what runs is what the branch says: 1 equal\n/);
    expect(renderDrift(report)).toContain(
      [
        "as-expected revision",
        "  r2 answers",
        "  connections that are not answered as they should be: 4 of 29 over WebSocket",
        "  over WebSocket, failures do not go with a revision",
        "  r2 is expected by GITHUB_SHA",
        "  waited 600 s, with 31 looks, for a census in which nothing fails",
      ].join("\n"),
    );
    // As without a wait: some fail, and whoever answers is whom one expects.
    expect(driftExitCode(report)).toBe(0);
    const alone: CensusTold = { ...census, correlation: { p: 0.01, goesWith: "r1", because: "" } };
    expect(driftExitCode({ ...report, census: alone })).toBe(1);
    const done = { ...census, waited: { ms: 5_000, looks: 1, isDone: true } };
    expect(renderDrift({ ...report, census: done })).toContain("after 5 s and 1 look\n");
    expect(driftExitCode({ ...report, census: done })).toBe(0);
    const cut = { ...census, waited: { ms: 9_000, looks: 2, isDone: false, isCut: true } };
    expect(renderDrift({ ...report, census: cut }, { width: 100 })).toContain(
      "  waited 9 s in vain, with 2 looks: the time was over in the middle of the last census\n",
    );
    expect(driftExitCode({ ...report, census: cut })).toBe(1);
  });

  test("names the backend that was asked, and never passes one that stands in for another", () => {
    const target: AskedTarget = { http: "https://b.example", source: "staging", fallback: false };
    const asked = { ...reported([]), target };
    expect(renderDrift(asked)).toContain("\n  asked     https://b.example (staging)\n");
    expect(driftExitCode(asked)).toBe(0);
    const lost = "TEST_BACKEND_URL (http://127.0.0.1:1)";
    const other = { ...asked, target: { ...target, fallback: true, lost } };
    expect(renderDrift(other, { width: 100 })).toMatch(
      /^another backend than the declared one was asked: 1 equal\n {2}asked {5}https:\/\/b\.example \(staging; the declared TEST_BACKEND_URL \(http:\/\/127\.0\.0\.1:1\) lost\)\n/,
    );
    expect(driftExitCode(other)).toBe(3);
    expect(driftExitCode({ ...other, drift: [different("a")] })).toBe(1);
    expect(driftSchema.safeParse(other).error).toBeUndefined();
  });

  test("of every state of a census is what the schema takes", () => {
    const tally = { asked: 1, failed: 0, shares: [], unseenShare: 0.5 };
    const census: CensusTold = {
      ...{ state: "one-way", because: "r2 answers" },
      ...{ http: { ...tally, via: "http" }, ws: { ...tally, via: "ws" } },
    };
    expect(driftSchema.safeParse({ ...reported([]), census }).error).toBeUndefined();
  });
});

function different(key: string): Drift {
  return {
    ...{ key, state: "different", severity: "critical", expected: "1", deployed: "2", from },
    deployedFrom: { file: "GET /health" },
  };
}

function reported(drift: readonly Drift[]): DriftReport {
  return { drift, equal: ["same"], expectedFrom: ["a"], deployedFrom: ["b"] };
}
