import type { Night, NightChecks, NightJourney } from "../../../src/harness/gate/history/night.ts";

/** A night in November with everything that must be there. */
export function night(day: number, overrides: Partial<Night> = {}): Night {
  return {
    ...{ v: 1, at: `2026-11-${String(day).padStart(2, "0")}T02:00:00.000Z`, run: `r${day}` },
    ...{ mode: "gate", target: "staging.example", environment: "staging", revision: "rev-1" },
    ...{ verdict: "pass", filtered: false, checks: checks(), journeys: [] },
    ...overrides,
  };
}

/** What became of twenty checks, of which those that are not named passed. */
export function checks(listed: Partial<Omit<NightChecks, "passed">> = {}): NightChecks {
  const { failed = [], flaky = [], skipped = [] } = listed;
  return { passed: 20 - failed.length - flaky.length - skipped.length, failed, flaky, skipped };
}

/** So many trials of a journey whose rate is good enough. */
export function walked(successes: number, n: number, id = "websocket"): NightJourney {
  return { id, of: "trials", n, successes, decision: "pass" };
}
