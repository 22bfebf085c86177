import type { Contract } from "../contract/contract.ts";
import type { Clock } from "../ground/clock.ts";
import type { BranchFiles } from "./drift/branch-files.ts";
import type { Target } from "./target/target.ts";
import type { Credentials } from "./wire/user/token.ts";

/** What a context is opened with. */
export interface ContextOptions {
  readonly target: Target;
  readonly contract: Contract;
  readonly runId: string;
  /** Check this context belongs to. */
  readonly checkId?: string;
  readonly seed?: number;
  readonly credentials?: Credentials;
  /** Send the contract's headers that weaken authentication. @default false */
  readonly testHeaders?: boolean;
  /** Factor on the server's long promises, over 0 and up to 1; never on a limit of ours. @default 1 */
  readonly scale?: number;
  /** What the branch deploys, by its files. */
  readonly branch?: BranchFiles | undefined;
  /** Revision that should answer. */
  readonly expectedRevision?: string | undefined;
  readonly clock?: Clock;
  /** Time of everything in this context together, in milliseconds. @default only the phases' limits */
  readonly budgetMs?: number;
  readonly signal?: AbortSignal;
}
