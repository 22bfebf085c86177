import type { CauseId } from "../../ground/cause.ts";

/** The phases, in the order they run. */
export const phases = ["deployment-validation", "golden-path-recovery", "staging-e2e"] as const;

export type Phase = (typeof phases)[number];

/** What a check says about itself. Plain data: it travels from the test worker to the report. */
export interface CheckDeclaration {
  /** Unique, dotted: `websocket.negotiates-subprotocol`. */
  readonly id: string;
  /** Rows of the catalogue it covers, such as `W04`. */
  readonly rows: readonly string[];
  readonly phase: Phase;
  /** User-visible path its result counts for. */
  readonly journey: string;
  /** Preconditions (names other checks of an earlier phase establish) it makes no sense without. */
  readonly needs?: readonly string[];
  /** Precondition it establishes by passing. */
  readonly establishes?: string;
  /** Long promise of the contract it waits for, so that it is known before how long it takes. */
  readonly waits?: "session" | "idle" | "heartbeat" | "idleLimit";
  /** Groups it belongs to, of those in {@link tags}. */
  readonly tags?: readonly string[];
  /** What one thinks of when it fails and nothing around it does, strongest first. */
  readonly suspects?: readonly CauseId[];
}

/** Why a check may be left out. `credentials`: the run lacks what it takes, not the target. */
export const skipKinds = [
  "capability",
  "credentials",
  "precondition",
  "filtered",
  "not-applicable",
] as const;

type SkipKind = (typeof skipKinds)[number];

/** Green at once, without a second chance anywhere: what a user would have seen as working. */
export function isClean({ state, recovered = [] }: Attempt): boolean {
  return state === "passed" && recovered.length === 0;
}

export interface Skip {
  readonly kind: SkipKind;
  readonly reason: string;
}

/** A number a check measured. It decides nothing. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** `ms`, `/s`, `%`, … */
  readonly unit: string;
}

/** One execution of a check. The first one decides its journey's success. */
export interface Attempt {
  readonly n: number;
  readonly state: "passed" | "failed";
  readonly durationMs: number;
  /** W3C trace id that went with its traffic. */
  readonly trace?: string;
  /** Connection attempts the network lost before one worked; with any, the attempt is not clean. */
  readonly recovered?: readonly string[];
  /** Revisions that answered its sessions; absent where none said which it is. */
  readonly revisions?: readonly string[];
  /** What it measured; absent when it measured nothing. */
  readonly figures?: readonly Figure[];
  /** What it found out beside passing or failing; the report says it in one place for all. */
  readonly exhibits?: Readonly<Record<string, unknown>>;
  /** Stable names of what failed, such as `GAPPROOF_CONNECT`; absent when nothing has one. */
  readonly codes?: readonly string[];
  /** Redacted messages of what failed. */
  readonly errors: readonly string[];
  /** Redacted transcript lines, last ones first to go when there are too many. */
  readonly transcript: readonly string[];
}

/** What a finished check leaves in its Vitest task's `meta.gapproof`. */
export interface CheckRecord {
  readonly check: CheckDeclaration;
  skip?: Skip;
  readonly attempts: Attempt[];
}
