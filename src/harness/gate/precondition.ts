import type { CheckState } from "./check-result.ts";

/** Why something that checks build on does not hold. */
export interface LostPrecondition {
  /** Check that was to establish it. */
  readonly checkId: string;
  readonly state: CheckState;
  /** One line. */
  readonly cause: string;
}

/** Lost preconditions by name, as they lie in the run's state folder between two phases. */
export type LostPreconditions = Readonly<Record<string, LostPrecondition>>;

export const preconditionFileName = "preconditions.json";
