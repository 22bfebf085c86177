import type { Limits } from "../../contract/contract.ts";
import type { WaitPhase } from "./budget.ts";

/** How far something has come that arrives bit by bit. Milliseconds on one scale. */
export interface Arrival {
  readonly startedMs: number;
  /** When the last bit came; undefined before the first. */
  readonly lastMs: number | undefined;
  readonly nowMs: number;
}

/** A deadline and how far away it is. */
export interface Deadline {
  readonly phase: "firstEvent" | "gap" | "completion";
  /** Milliseconds, never negative. */
  readonly withinMs: number;
}

/**
 * The deadline that runs out first. Three hold at once: from the start to the first bit, between two of
 * them, from the start to the end.
 */
export function nearestDeadline(limits: Limits, { startedMs, lastMs, nowMs }: Arrival): Deadline {
  const total = startedMs + limits.completionMs - nowMs;
  const step =
    (lastMs === undefined ? startedMs + limits.firstEventMs : lastMs + limits.gapMs) - nowMs;
  const withinMs = Math.max(0, Math.min(total, step));
  if (total <= step) return { phase: "completion", withinMs };
  return { phase: lastMs === undefined ? "firstEvent" : "gap", withinMs };
}

const expiryNames: Partial<Record<WaitPhase, string>> = {
  firstEvent: "FirstEventExpired",
  gap: "GapExpired",
  completion: "CompletionExpired",
};

/** Name of the error that says this deadline ran out. */
export function expiryName(phase: WaitPhase, otherwise: string): string {
  return expiryNames[phase] ?? otherwise;
}
