import type { GapHistory } from "../../../src/harness/gate/gaps/gap-facts.ts";
import type { DeclaredGap, GapCheck, GapRun } from "../../../src/harness/gate/gaps/gap-run.ts";

/** A gap of two checks, locked to a handler that stalls. */
export const gap: DeclaredGap = {
  id: "stalled",
  checks: ["a", "b"],
  cause: "app-stall",
  minConfidence: 0.5,
  since: "2026-11-01",
  until: "2026-12-01",
  times: 1,
};

const { checks: _, ...unaimed } = gap;

/** The same of a whole journey. */
export const journeyGap: DeclaredGap = { ...unaimed, journey: "websocket" };

/** The same of a journey's rate. */
export const rateGap: DeclaredGap = {
  ...{ ...journeyGap, id: "too-rare" },
  rate: { before: 0.4, target: 0.9 },
};

/** A result of the journey. */
export function result(
  id: string,
  state: GapCheck["state"] = "failed",
  more: Partial<GapCheck> = {},
): GapCheck {
  return { id, journey: "websocket", state, ...more };
}

/** A run that proves {@link gap}, but for what is said otherwise. */
export function run(overrides: Partial<GapRun> = {}): GapRun {
  return {
    checks: [result("a"), result("b")],
    causes: [{ id: "app-stall", confidence: 0.9 }],
    revision: "rev-7",
    reached: true,
    today: "2026-11-22",
    ...overrides,
  };
}

/** {@link run} of a revision nobody could name. */
export function anonymousRun(overrides: Partial<GapRun> = {}): GapRun {
  const { revision: __, ...anonymous } = run(overrides);
  return anonymous;
}

/** What is on record of a gap that was closed, and of one that came back. */
export const closed: GapHistory = { state: "closed", wasClosed: true, passes: 1 };
export const regressed: GapHistory = { state: "regressed", wasClosed: true, passes: 0 };
