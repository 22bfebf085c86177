import type { Contract } from "../../contract/contract.ts";
import type { Clock } from "../../ground/clock.ts";
import type { Target } from "../target/target.ts";
import type { Credentials } from "../wire/user/token.ts";

/** Where journeys are walked, and with what. */
export interface WatchPlace {
  readonly target: Target;
  readonly contract: Contract;
  readonly runId: string;
  readonly credentials: Credentials;
  /** Send the contract's headers that weaken authentication. @default false */
  readonly testHeaders?: boolean | undefined;
  /** @default the machine's own */
  readonly clock?: Clock | undefined;
  /** Ends the watch; what is under way then is not counted. */
  readonly signal?: AbortSignal | undefined;
}
