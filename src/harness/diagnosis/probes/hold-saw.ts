import type { Violation } from "../../wire/raw/violations.ts";
import type { EndSaw } from "./talk-saw.ts";

/**
 * What is done on a connection while it is held.
 *
 * - `mute`: nothing at all, not even pongs
 * - `still`: nothing but pongs
 * - `chatty`: a message now and then
 * - `brisk`: the same, twice as often
 */
export type LineKind = "mute" | "still" | "chatty" | "brisk";

/** One connection that was held. */
export interface LineSaw {
  readonly kind: LineKind;
  /** 1, and 2 for the one that came after a first one that ended. */
  readonly life: 1 | 2;
  readonly switched: boolean;
  readonly end?: EndSaw;
  /** How long it was held, or lived. Milliseconds. */
  readonly ageMs: number;
  readonly said: number;
  /** Answers to what was said. */
  readonly answered: number;
  /** Longest wait for one of them, up to the last look. Milliseconds. */
  readonly slowestMs: number;
  /** Ping frames of the server. */
  readonly pingsHeard: number;
  /** Heartbeats of the contract. */
  readonly heartbeats: number;
  /** Types of messages that the contract knows nothing of. */
  readonly strange: readonly string[];
  readonly violations: readonly Violation[];
  /** Whether a ping frame at the end had a pong; undefined when it had ended by then. */
  readonly alive?: boolean;
}

/** Several connections at once, for a few seconds. Milliseconds. */
export interface HoldSaw {
  readonly heldMs: number;
  readonly lines: readonly LineSaw[];
  /** What the contract promises, as fast as this deployment keeps it. */
  readonly promised: {
    readonly idleMs?: number;
    readonly sessionMs?: number;
    readonly heartbeatMs?: number;
    readonly idleLimitMs?: number;
  };
  /** An answer to a message comes within this. */
  readonly replyMs: number;
}
