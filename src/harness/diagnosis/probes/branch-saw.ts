import type { CauseId } from "../../../ground/cause.ts";

/** Something in the files of the branch that makes it unfit to be deployed. */
export interface BranchViolation {
  /** The rule that is broken, by its name. */
  readonly rule: string;
  readonly cause: CauseId;
  /** One sentence, with the figures. */
  readonly because: string;
  /** Plain name of the setting, where it is about one. */
  readonly key?: string;
  /** File and line: `deploy/backend.yaml:12`. */
  readonly place?: string;
}

/** A setting that runs with another value than the branch deploys. */
export interface BranchDrift {
  readonly key: string;
  /** What the branch says. */
  readonly expected: string;
  /** What runs; absent where nobody tells. */
  readonly deployed?: string;
  /** Where the branch says so: `deploy/backend.yaml:12`. */
  readonly place?: string;
}

/** What the files of the branch say: nothing of it shows on the wire. Redacted, and without any secret. */
export interface BranchSaw {
  readonly violations: readonly BranchViolation[];
  /** The branch held against what runs; absent where nobody did. */
  readonly drift?: {
    readonly different: readonly BranchDrift[];
    /** How many settings run as the branch says. */
    readonly equal: number;
  };
}
