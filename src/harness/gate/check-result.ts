import type { CauseId } from "../../ground/cause.ts";
import type { Attempt, CheckDeclaration, Skip } from "./check.ts";

export const checkStates = ["passed", "failed", "skipped", "flaky"] as const;

/** `flaky`: green only after a retry, of the check or of a connection. Never counted as passed. */
export type CheckState = (typeof checkStates)[number];

/** How a check ended, as the report keeps it. */
export interface CheckResult extends Pick<CheckDeclaration, "id" | "rows" | "phase" | "journey"> {
  readonly title: string;
  /** Groups it belongs to. */
  readonly tags: readonly string[];
  /** What one thinks of when it fails and nothing around it does, strongest first. */
  readonly suspects: readonly CauseId[];
  readonly state: CheckState;
  /** Diagnosed cause that explains why it failed: no second mystery. */
  readonly explainedBy?: CauseId;
  /** Present when, and only when, the check was skipped. */
  readonly skip?: Skip;
  readonly durationMs: number;
  readonly attempts: readonly Attempt[];
}
