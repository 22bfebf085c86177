import type { Attempt } from "../../../src/harness/gate/check.ts";
import type { CheckResult, CheckState } from "../../../src/harness/gate/check-result.ts";
import type { JourneyRate } from "../../../src/harness/gate/journeys.ts";

const attempts: Readonly<Record<CheckState, readonly Attempt["state"][]>> = {
  passed: ["passed"],
  failed: ["failed"],
  flaky: ["failed", "passed"],
  skipped: [],
};

/** A check that ended so, with the attempts that go with it. */
export function ended(
  id: string,
  state: CheckState,
  more: Partial<Pick<CheckResult, "tags" | "journey" | "phase">> = {},
): CheckResult {
  return {
    ...{ id, title: id, rows: [], phase: "staging-e2e", journey: "websocket", tags: [] },
    ...more,
    ...{ suspects: [], state, durationMs: 1 },
    attempts: attempts[state].map((outcome, index) => ({
      ...{ n: index + 1, state: outcome, durationMs: 1, errors: [], transcript: [] },
    })),
  };
}

/** Checks that ended so, one after the other. */
export function endings(
  states: readonly CheckState[],
  more?: Parameters<typeof ended>[2],
): readonly CheckResult[] {
  return states.map((state, index) => ended(`check.${index}`, state, more));
}

/** Trials of a journey. */
export function trials(id: string, successes: number, n: number): JourneyRate {
  return {
    ...{ id, of: "trials", n, successes, rate: n === 0 ? null : successes / n, target: null },
    ...{ decision: "inconclusive", low: 0, high: 1, because: "" },
  };
}
