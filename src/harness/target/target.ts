/** Where a target can come from, as reported. */
export type TargetSource = "explicit" | "docker" | "staging" | "default" | "embedded";

/** How a candidate was found. */
export type CandidateVia =
  | "option"
  | "variable"
  | "container"
  | "compose-file"
  | "flag"
  | "absence";

export type CandidateState =
  | "chosen"
  | "unset"
  | "invalid"
  | "unreachable"
  | "wrong-identity"
  | "passed-over";

/** One place considered on the way to the target, and what was found there. */
export interface TrailEntry {
  readonly source: TargetSource;
  readonly via: CandidateVia;
  /** Variable or option that named it. */
  readonly variable?: string;
  readonly container?: string;
  /** Base URL, without credentials. */
  readonly url?: string;
  readonly state: CandidateState;
  /** One sentence. */
  readonly reason: string;
  /** How long the probe took. */
  readonly elapsedMs?: number;
  /** Whether someone asked for this place (rather than gapproof guessing it). */
  readonly declared: boolean;
}

/** Who answered at the target. */
export interface Identity {
  readonly service: string;
  readonly status: string;
  readonly version?: string;
  readonly revision?: string;
  /** True on gapproof's own reference backend, wherever it runs. */
  readonly reference: boolean;
}

/** The container a target runs in; enough to ask its engine again. */
export interface TargetContainer {
  readonly id: string;
  readonly name: string;
  /** Address of its engine, as `DOCKER_HOST` would hold it. */
  readonly engine: string;
}

/** The backend under test. JSON data: it travels to the test workers as it is. */
export interface Target {
  /** HTTP base URL, without a trailing slash. */
  readonly http: string;
  /** Full WebSocket URL with the contract's first route. */
  readonly ws: string;
  readonly source: TargetSource;
  readonly services: { readonly auth?: string; readonly frontend?: string };
  readonly trail: readonly TrailEntry[];
  readonly identity?: Identity;
  /** Absent unless it was found as a running container. */
  readonly container?: TargetContainer;
  /** Whether it is reached over a network that is not this machine's own. */
  readonly remote: boolean;
  /** Things worth saying aloud: a mismatch, a flag without a URL, a variable that was not read. */
  readonly warnings: readonly string[];
  /** A declared source lost and this target was used instead: never ends better than inconclusive. */
  readonly fallback: boolean;
}
