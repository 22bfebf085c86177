import type { Contract } from "../../contract/contract.ts";
import type { TestContext } from "../context.ts";
import type { User } from "../wire/user/user.ts";

/** What shows on the way, however it ends. Milliseconds. */
export interface Sight {
  connectMs?: number;
  firstEventMs?: number;
  /** Who answered, redacted. */
  revision?: string;
}

/** Where one journey is walked once. */
export interface Scene {
  /** Of this trial alone. */
  readonly context: TestContext;
  readonly user: User;
  /** Filled on the way. */
  readonly sight: Sight;
}

/** How one journey is walked. */
export interface Walk {
  readonly journey: string;
  /** How it ends when it goes well: `welcomed`, `answered`. */
  readonly goal: string;
  /** How many HTTP requests one walk sends as its user; an upgrade is none that is counted. */
  readonly requests: number;
  /** Why the contract makes it no journey that can be walked; undefined when it does. */
  readonly obstacle: (contract: Contract) => string | undefined;
  /** Walks it once and tries nothing again. @throws whatever kept it from the goal */
  readonly walk: (scene: Scene) => Promise<void>;
}
