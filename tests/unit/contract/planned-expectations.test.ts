import { describe, expect, test } from "vitest";
import { plannedExpectations } from "../../../src/contract/default/expectations.ts";
import { judgeExpectations } from "../../../src/harness/gate/expectations.ts";
import { configSchema } from "../../../src/harness/settings/config.ts";
import { proves } from "../../catalogue/proves.ts";
import seenByMatrix from "../../matrix/matrix.seen.json" with { type: "json" };
import { sampleCheck } from "../report/sample.ts";

const all = Object.values(plannedExpectations);

/** The checks of the plan as they end under a fault, or under none. */
function under(fault?: keyof typeof seenByMatrix) {
  const killed: readonly string[] = fault === undefined ? [] : seenByMatrix[fault];
  return all
    .flatMap(({ checks }) => checks)
    .map((id) => {
      const state = killed.includes(id) ? "failed" : "passed";
      const attempt = { n: 1, state, durationMs: 1, errors: [], transcript: [] } as const;
      return sampleCheck({ id, state, attempts: [attempt] });
    });
}

describe("planned expectations", () => {
  test("are ones that a configuration takes", proves("R02"), () => {
    expect(configSchema.safeParse({ expectations: all }).error).toBeUndefined();
  });

  test("hold before the deployment, on a backend whose edge strips upgrades", proves("R02"), () => {
    const run = { checks: under("edge.strips-upgrade"), when: "before" } as const;
    expect(judgeExpectations(all, run)).toMatchObject([
      { id: "isolation", state: "met" },
      { id: "protection", state: "met" },
      { id: "delivery", state: "met" },
    ]);
  });

  test("deviate where the socket works, though it was to be proven broken", proves("R02"), () => {
    const [isolation] = judgeExpectations(all, { checks: under(), when: "before" });
    expect(isolation).toMatchObject({ id: "isolation", passed: 5, state: "deviates" });
    const after = judgeExpectations(all, { checks: under(), when: "after" });
    expect(after.map(({ id, state }) => [id, state])).toEqual([
      ["protection", "met"],
      ["delivery", "met"],
    ]);
  });
});
