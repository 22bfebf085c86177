import { describe, expect, test } from "vitest";
import { type GapRunFacts, gapRunOf } from "../../../src/harness/report/gap-run-of.ts";
import { failedCheck, sampleCheck, sampleTarget } from "./sample.ts";

const { identity: _, ...nameless } = sampleTarget;

function reached(more: Partial<GapRunFacts>): boolean {
  return gapRunOf({
    ...{ target: sampleTarget, startedAt: "2026-11-22T10:00:00.000Z", checks: [sampleCheck()] },
    ...{ repeats: [], diagnoses: [], rates: undefined, filter: undefined },
    ...more,
  }).reached;
}

describe("a target of a run with gaps", () => {
  test("was reached when it said who it is, or somebody passed there", () => {
    expect(reached({})).toBe(true);
    expect(reached({ target: nameless })).toBe(true);
    expect(reached({ checks: [failedCheck] })).toBe(true);
  });

  test("was not where there is none, another stood in, or nobody ever heard of it", () => {
    expect(reached({ target: undefined })).toBe(false);
    expect(reached({ target: { ...sampleTarget, fallback: true } })).toBe(false);
    expect(reached({ target: nameless, checks: [failedCheck] })).toBe(false);
  });

  test("is looked at in part where a filter left something out that nobody sees", () => {
    const part = (filter: GapRunFacts["filter"]) =>
      gapRunOf({
        ...{ target: sampleTarget, startedAt: "2026-11-22T10:00:00.000Z", checks: [] },
        ...{ repeats: [], diagnoses: [], rates: undefined, filter },
      }).isPart;
    const phases = ["deployment-validation", "golden-path-recovery", "staging-e2e"];
    expect(part({ phases, maxWaitMs: 1_000 })).toBe(false);
    expect(part({ phases, pattern: "a" })).toBe(true);
    expect(part({ phases, tags: "fast" })).toBe(true);
    expect(part({ phases: ["staging-e2e"] })).toBe(true);
  });
});
