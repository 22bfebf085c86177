import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { compareReports } from "../../../src/harness/report/comparison/compare-reports.ts";
import {
  renderComparison,
  renderComparisonVerdict,
} from "../../../src/harness/report/comparison/comparison-text.ts";
import {
  answeredBy,
  compared,
  inStates,
  reportAfter,
  reportBefore,
  reportedGap,
  sampled,
} from "./comparison-stage.ts";
import { blockedReport, sampleCheck } from "./sample.ts";

const mixed = compared(
  {
    journeys: [sampled(168, 200), { ...sampled(11, 11, "http-fallback"), of: "checks" }],
    gaps: [reportedGap("proven"), reportedGap("open", { id: "unproven" })],
    checks: [
      ...inStates({ well: "passed", lost: "passed", removed: "passed", "fixed.by-it": "failed" }),
      sampleCheck({ id: "stays", state: "failed", tags: ["p1"] }),
    ],
  },
  {
    ...{ environment: "production", verdict: "fail", reasons: ["2 checks failed: well, stays"] },
    journeys: [sampled(120, 200), { ...sampled(0, 0, "new"), of: "checks" }],
    gaps: [
      reportedGap("open", { because: "1 of 1 check failed" }),
      reportedGap("closed", { id: "unproven" }),
      reportedGap("open", { id: "fresh", nature: "defect" }),
    ],
    checks: [
      ...inStates({ well: "failed", lost: "skipped", "fixed.by-it": "passed", added: "flaky" }),
      sampleCheck({ id: "stays", state: "failed", tags: ["p1"], explainedBy: "app-stall" }),
      sampleCheck({ id: "fresh-check" }),
    ],
  },
);

describe("a comparison, for people", () => {
  test("says who was compared, the gaps, the checks, the rates and the verdict", () => {
    expect(renderComparison(mixed, { width: 100 })).toMatchInlineSnapshot(`
      "before  run-a, 2026-01-02T03:04:05.000Z, prove said PASS
              http://127.0.0.1:8000, revision rev-a, contract netra f908c2aa8d14
      after   run-b, 2026-01-03T03:04:05.000Z, verify said FAIL
              http://127.0.0.1:8000, revision rev-b, contract netra f908c2aa8d14

      ! environments differ: staging before, production after

      gap       before   after  what came of it
      stalled   proven    open       still-open
      fresh          -    open              new
      unproven    open  closed  closed-unproven
        stalled (app-stall, team-a): 1 of 1 check failed
        fresh (app-stall, defect, team-a): it is open
        unproven (app-stall, team-a): it was open before (it is open); now it is closed

      checks  3 ran before and after
      broken (1)
        well  passed → failed
      still failing (1)
        stays  failed → failed  app-stall
      flaky now (1)
        added  - → flaky
      skipped now (1)
        lost  passed → skipped
      not there any more (1)
        removed  passed → -
      did not run before (1)
        fresh-check  - → passed
      fixed (1)
        fixed.by-it  failed → passed

      journey                            before                          after         what changed
      websocket      84.0 % [79.1, 88.3] of 200  →  60.0 % [79.1, 88.3] of 200  worsened (p = 1e-7)
      http-fallback                11/11 checks  →                           -
      new                                     -  →                     no data

      p1      0 of 1 passed → 0 of 1
        fails: stays

      FAIL, exit code 1
        1 gap is proven before and open: stalled
        1 check broke: well
        1 check of priority one failing: stays
        1 journey worse: websocket
        AFTER failed by itself: 2 checks failed: well, stays
        1 gap is closed, and not proven before: unproven
        1 gap is not closed, and not declared before: fresh
        1 check skipped now, which is not passed: lost
        1 check not there any more: removed
        1 check passed only after a retry: added
        1 check failing, and not known to have worked before: stays
      "
    `);
  });

  test("says the same in colour as without", () => {
    const colored = renderComparison(mixed, { color: true });
    expect(colored).toContain("\u001B[");
    expect(stripVTControlCharacters(colored)).toBe(renderComparison(mixed));
    expect(stripVTControlCharacters(renderComparisonVerdict(mixed, { color: true }))).toBe(
      renderComparisonVerdict(mixed),
    );
  });

  test("keeps to the width", () => {
    for (const line of renderComparison(mixed, { width: 60 }).split("\n").slice(6))
      expect(line.length, line).toBeLessThanOrEqual(60);
  });

  test("says that nothing changed when nothing did, and nothing of what is not there", () => {
    const same = { ...{ gaps: [], journeys: [] }, checks: inStates({ well: "passed" }) };
    const text = renderComparison(compared(same, same));
    expect(text).toContain("\nchecks  1 ran before and after, and ended alike\n");
    expect(text).not.toMatch(/^(gap|journey|p1)/m);
  });

  test("of what may not be compared says why, and nothing else as a reason", () => {
    const blocked = { ...blockedReport(), run: reportAfter().run };
    expect(renderComparisonVerdict(compareReports(reportBefore(), blocked))).toBe(
      "BLOCKED, exit code 4\n  AFTER was blocked: TEST_BACKEND_URL: connection refused\n",
    );
    const exchanged = renderComparisonVerdict(compareReports(reportAfter(), reportBefore()));
    expect(exchanged).toMatch(/^INCONCLUSIVE, exit code 3\n {2}not comparable: BEFORE started/);
    expect(exchanged).not.toContain("gap");
  });

  test("does not let a pass on the reference backend look like more", () => {
    const comparison = compareReports(
      answeredBy(reportBefore(), "rev-a", true),
      answeredBy(reportAfter(), "rev-b", true),
    );
    expect(renderComparisonVerdict(comparison)).toMatch(
      /^PASS, exit code 0\n[\s\S]* {2}both ran against the reference backend: it says nothing about a deployment\n$/,
    );
  });
});
