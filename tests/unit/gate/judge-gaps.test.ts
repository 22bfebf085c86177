import { describe, expect, test } from "vitest";
import { type BranchResults, judgeGaps } from "../../../src/harness/gate/gaps/judge-gaps.ts";
import type { OwnedGap } from "../../../src/harness/gate/gaps/reported-gap.ts";
import { gap, journeyGap, rateGap, result, run } from "./gaps-stage.ts";

const owned = (declared: typeof gap): OwnedGap => ({ ...declared, owner: "realtime" });

function natureOf(declared: typeof gap, branch?: BranchResults): string | undefined {
  const question = { mode: "prove", gaps: [owned(declared)], earlier: {}, branch } as const;
  return judgeGaps(question, run()).gaps[0]?.nature;
}

function branchOf(...checks: BranchResults["checks"]): BranchResults {
  return { checks, journeys: [] };
}

const [a, b] = [result("a", "passed"), result("b", "passed")];

describe("a proven gap", () => {
  test("is one of the deployment when all its checks pass on the branch", () => {
    expect(natureOf(gap, branchOf(a, b))).toBe("deployment-gap");
    expect(natureOf(gap, branchOf(a))).toBe("unknown");
    expect(natureOf(gap, branchOf(a, result("b", "skipped")))).toBe("unknown");
    expect(natureOf(gap, branchOf(a, result("b", "failed")))).toBe("defect");
    expect(natureOf(gap)).toBe("unknown");
  });

  test("of a journey is one when the branch passes all that ran on the deployment", () => {
    expect(natureOf(journeyGap, branchOf(a, b))).toBe("deployment-gap");
    // One check of the journey, and none of those that fail where it is deployed.
    expect(natureOf(journeyGap, branchOf(result("c", "passed")))).toBe("unknown");
  });

  test("of a rate is one by trials on the branch, and not by its checks", () => {
    const rated = (decision: "pass" | "fail", target: number): BranchResults => ({
      checks: [a, b],
      journeys: [{ id: "websocket", of: "trials", decision, target }],
    });
    expect(natureOf(rateGap, rated("pass", 0.9))).toBe("deployment-gap");
    expect(natureOf(rateGap, rated("pass", 0.5))).toBe("unknown");
    expect(natureOf(rateGap, rated("fail", 0.9))).toBe("defect");
    expect(natureOf(rateGap, branchOf(a, b))).toBe("unknown");
  });
});

describe("a run of a part", () => {
  test("does not close a journey by the checks that a filter left of it", () => {
    const gaps = [owned(journeyGap)];
    const part = run({ checks: [a], causes: [], isPart: true });
    const verify = { mode: "verify", gaps, earlier: {} } as const;
    expect(judgeGaps(verify, part).gaps).toMatchObject([
      { state: "unmeasured", because: "not measured: the rest of websocket" },
    ]);
    expect(judgeGaps(verify, { ...part, isPart: false }).gaps).toMatchObject([{ state: "closed" }]);
  });
});
