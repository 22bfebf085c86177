import type { RawEnding } from "../../wire/raw/handshake.ts";
import type { Violation } from "../../wire/raw/violations.ts";

/** How a session went whose token was about to expire. */
export interface ExpirySaw {
  readonly opened: boolean;
  /** From the opening until the token's `exp`, by our clock. Milliseconds. */
  readonly leftMs: number;
  /** When the session ended, from the token's `exp`; negative is before it. Milliseconds. */
  readonly endedMs?: number;
  /** How long after `exp` nobody waited any more. Milliseconds. */
  readonly patienceMs: number;
  /** Of the close frame. */
  readonly code?: number;
  readonly ending?: RawEnding["kind"];
  /** The contract's codes of such an end. */
  readonly promised: readonly number[];
  /** Rules of RFC 6455 that its frames break. */
  readonly violations?: readonly Violation[];
}
