import type { Attempt, Phase, Skip } from "./check.ts";

export const checkStates = ["passed", "failed", "skipped", "flaky"] as const;

/** `flaky`: green only after a retry, of the check or of a connection. Never counted as passed. */
export type CheckState = (typeof checkStates)[number];

/** How a check ended, as the report keeps it. */
export interface CheckResult {
  readonly id: string;
  readonly rows: readonly string[];
  readonly title: string;
  readonly phase: Phase;
  readonly journey: string;
  readonly state: CheckState;
  /** Present when, and only when, the check was skipped. */
  readonly skip?: Skip;
  readonly durationMs: number;
  readonly attempts: readonly Attempt[];
}
