import type { CauseId } from "../../../ground/cause.ts";

/** A check that failed, and what it says. Redacted. */
export interface FailedCheck {
  readonly id: string;
  readonly title: string;
  readonly journey: string;
  /** Causes a failure of it alone makes one think of, strongest first. */
  readonly suspects: readonly CauseId[];
  /** Stable names of its errors, such as `GAPPROOF_CONNECT`. */
  readonly codes: readonly string[];
  /** Its first error. */
  readonly said: string;
}

/** How the suite's checks ended. */
export interface ChecksSaw {
  readonly failed: readonly FailedCheck[];
  /** Ids, and what their failure would have made one think of. */
  readonly passed: readonly Pick<FailedCheck, "id" | "suspects">[];
}
