import type { Attempt, CheckDeclaration, Skip } from "./check.ts";

export const checkStates = ["passed", "failed", "skipped", "flaky"] as const;

/** `flaky`: green only after a retry, of the check or of a connection. Never counted as passed. */
export type CheckState = (typeof checkStates)[number];

/** How a check ended, as the report keeps it. */
export interface CheckResult extends Pick<CheckDeclaration, "id" | "rows" | "phase" | "journey"> {
  readonly title: string;
  /** Groups it belongs to. */
  readonly tags: readonly string[];
  readonly state: CheckState;
  /** Present when, and only when, the check was skipped. */
  readonly skip?: Skip;
  readonly durationMs: number;
  readonly attempts: readonly Attempt[];
}
