import type { CallSaw } from "./call-saw.ts";

/** How much one user may ask, and what becomes of others meanwhile. */
export interface AllowanceSaw {
  /** Requests in a burst that the contract lets through. */
  readonly promised: number;
  readonly sent: number;
  readonly admitted: number;
  readonly tookMs: number;
  /** The first that was put off. */
  readonly refused?: CallSaw;
  /** Seconds to wait, as the refusal says. */
  readonly waitSeconds?: number;
  /** Somebody else, right after. */
  readonly neighbour?: CallSaw;
  /** The same user, after the wait. */
  readonly afterwards?: CallSaw;
}
