import { describe, expect, test } from "vitest";
import { repeatChecks } from "../../../src/cli/gate/repeat-checks.ts";
import type { CheckResult, CheckState } from "../../../src/harness/gate/check-result.ts";
import type { OwnedGap } from "../../../src/harness/gate/gaps/reported-gap.ts";
import { gap as declared } from "../gate/gaps-stage.ts";
import { sampleCheck } from "../report/sample.ts";

const gap: OwnedGap = { ...declared, owner: "realtime" };

function results(states: Readonly<Record<string, CheckState>>): readonly CheckResult[] {
  return Object.entries(states).map(([id, state]) => sampleCheck({ id, state }));
}

/** Runs that end as told, in order; whoever is asked once more has been asked too often. */
function runs(...told: readonly Readonly<Record<string, CheckState>>[]) {
  const asked: string[][] = [];
  const again = async (ids: ReadonlySet<string>, round: number) => {
    asked.push([...ids]);
    const states = told[round - 1];
    if (states === undefined) throw new Error(`nobody expected round ${round}`);
    const checks = results(states);
    return {
      checks,
      end: "finished",
      unhandledErrors: [],
      warnings: [],
      vitestVersion: "",
    } as const;
  };
  return { asked, again };
}

const green = { a: "passed", b: "passed" } as const;

describe("checks of a gap", () => {
  test("are run again until they passed as often as was declared", async () => {
    const { asked, again } = runs(green, green);
    const question = { gaps: [{ ...gap, times: 3 }], earlier: {} };
    const repeats = await repeatChecks({ checks: results(green) }, question, again);
    expect(asked).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
    expect(repeats.checks).toHaveLength(4);
  });

  test("are not run again where earlier runs passed them as well", async () => {
    const { asked, again } = runs(green);
    const earlier = { stalled: { state: "open", wasClosed: false, passes: 1 } } as const;
    const question = { gaps: [{ ...gap, times: 3 }], earlier };
    await repeatChecks({ checks: results(green) }, question, again);
    expect(asked).toHaveLength(1);
  });

  test("are run once when the gap is closed already", async () => {
    const { asked, again } = runs();
    const earlier = { stalled: { state: "closed", wasClosed: true, passes: 5 } } as const;
    const question = { gaps: [{ ...gap, times: 5 }], earlier };
    await repeatChecks({ checks: results(green) }, question, again);
    expect(asked).toEqual([]);
  });

  test("are not run again once one of them failed", async () => {
    const { asked, again } = runs({ ...green, b: "failed" });
    const question = { gaps: [{ ...gap, times: 5 }], earlier: {} };
    await repeatChecks({ checks: results({ ...green, a: "failed" }) }, question, again);
    expect(asked).toEqual([]);
    const { checks } = await repeatChecks({ checks: results(green) }, question, again);
    expect(asked).toHaveLength(1);
    expect(checks.map(({ state }) => state)).toEqual(["passed", "failed"]);
  });

  test("are run where a filter had left them out", async () => {
    const { asked, again } = runs(green);
    const question = { gaps: [gap], earlier: {} };
    const { checks } = await repeatChecks({ checks: results({ c: "passed" }) }, question, again);
    expect(asked).toEqual([["a", "b"]]);
    expect(checks).toHaveLength(2);
  });

  test("that there are not are looked for once", async () => {
    const { asked, again } = runs({});
    const question = { gaps: [{ ...gap, times: 4 }], earlier: {} };
    await repeatChecks({ checks: results({ c: "passed" }) }, question, again);
    expect(asked).toHaveLength(1);
  });

  test("of a journey are those of it that ran", async () => {
    const { asked, again } = runs(green);
    const { checks: _, ...unaimed } = gap;
    const question = { gaps: [{ ...unaimed, journey: "websocket", times: 2 }], earlier: {} };
    const first = [...results(green), sampleCheck({ id: "z", journey: "other" })];
    await repeatChecks({ checks: first }, question, again);
    expect(asked).toEqual([["a", "b"]]);
  });
});
