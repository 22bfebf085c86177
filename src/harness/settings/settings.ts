import type { Contract } from "../../contract/contract.ts";
import type { Expectation } from "../gate/expectations.ts";
import type { OwnedGap } from "../gate/gaps/reported-gap.ts";
import type { ImpactInputs } from "../gate/impact/inputs.ts";
import type { Quarantined } from "../gate/quarantine.ts";
import type { DriftConfig } from "./drift-config.ts";
import type { Machine } from "./machine.ts";

/** Below it a heartbeat would come faster than a timer can keep. */
export const smallestScale = 0.001;

/** What to test, as asked for: a source by name, or a URL. */
export type TargetChoice =
  | { readonly kind: "any" }
  | { readonly kind: "source"; readonly source: "embedded" | "docker" | "staging" | "default" }
  | { readonly kind: "url"; readonly url: string; readonly option: string };

/** A variable's value and where it was read. */
export interface Variable {
  readonly value: string;
  /** `environment`, or the path of the .env file. */
  readonly from: string;
}

/** Environment variables after `.env` files were merged under them. Blank values are left out. */
export type Variables = ReadonlyMap<string, Variable>;

/** Everything a run is told, parsed once: flag > variable > config file > default. */
export interface Settings {
  readonly contract: Contract;
  readonly variables: Variables;
  /** Absent: nothing is discovered. */
  readonly machine?: Machine;
  readonly target: TargetChoice;
  /** Backend named in the config file; weaker than every variable that names one. */
  readonly configured?: { readonly url: string; readonly file: string };
  /** Explicit WebSocket URL from option or config file. */
  readonly wsUrl: string | undefined;
  /** Name of the environment gapproof runs against, when said outright. */
  readonly environment: string | undefined;
  /** Running under CI: nothing falls back, embedded is never implicit. */
  readonly ci: boolean;
  /** Same as under CI, by option. */
  readonly strict: boolean;
  readonly allowFallback: boolean;
  readonly allowProduction: boolean;
  /** Send the contract's headers that weaken authentication. */
  readonly testHeaders: boolean;
  /** Factor on the long promises of the embedded backend, which no other heeds; 1 is full length. */
  readonly scale: number | undefined;
  /** Checks that would wait longer than this for a promise are skipped; without it, none is. */
  readonly maxWaitMs?: number;
  readonly seed: number;
  /** Where what is to run is written down; absent where nobody says. */
  readonly drift?: DriftConfig | undefined;
  /** Revision that should answer; absent where nobody says. */
  readonly expectedRevision?: string;
  /** How long to wait for a backend that is not up yet; without it, nothing is waited for. */
  readonly waitReadyMs?: number;
  /** What is known to fail until a deployment: the contract's gaps and the config's. Absent: none. */
  readonly gaps?: readonly OwnedGap[];
  /** What failures cost; absent where nobody asks. */
  readonly impact?: ImpactInputs;
  /** What is expected of a run, in numbers. Absent: nothing. */
  readonly expectations?: readonly Expectation[];
  /** Checks whose failures are borne for a while. Absent: none. */
  readonly quarantine?: readonly Quarantined[];
  /** Absolute path of the file that follows the gaps; absent where nothing is to be followed. */
  readonly ledger?: string;
  /** Absolute path of the file that keeps what is left of each run; absent where nobody asks. */
  readonly history?: string;
}
