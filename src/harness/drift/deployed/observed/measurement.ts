import type { Measured } from "../../setting.ts";
import type { Lag } from "./lag.ts";

/** Nothing was measured, and why. */
export interface Unmeasurable {
  readonly kind: "unmeasurable";
  readonly because: string;
}

/** What came of measuring. */
export type Measurement = Measured | Unmeasurable;

/** How far a measurement goes. */
export interface Bounds {
  /** Longest it listens; connecting comes on top of it, within the contract's own limits. */
  readonly maxWaitMs: number;
  /** The size a message is expected to be allowed. */
  readonly expectedBytes: number;
}

/** How late we noticed anything, at the most. */
type Lateness = Pick<Lag, "mostMs">;

export function unmeasurable(because: string): Unmeasurable {
  return { kind: "unmeasurable", because };
}

/**
 * A time between two things a server did.
 *
 * Either may have been late: by scheduling at both ends, tens of milliseconds; and over a network by a lost
 * packet, which costs a second where TCP has to time it (RFC 6298 section 2.4). A tenth of the usual fifteen
 * seconds bears that, and what the server does between two. How late we ourselves were comes on top.
 */
export function intervalOf(ms: number, { mostMs: lagMs }: Lateness): Measured {
  const slackMs = slackOf(ms) + lagMs;
  return { ...milliseconds(ms), low: Math.max(0, ms - slackMs), high: ms + slackMs };
}

/**
 * A time limit that a server enforced after so long.
 *
 * It may be enforced late and never early: a server that looks for what is overdue, and does so three times per
 * limit or more often, is late by a third of it at most. The little above is for a clock of its own that began
 * to run before ours. How late we ourselves were comes on top.
 */
export function timeLimitOf(ms: number, { mostMs: lagMs }: Lateness): Measured {
  const low = Math.max(0, Math.min(unlate(ms), ms - leastSlackMs) - lagMs);
  return { ...milliseconds(ms), low, high: ms + slackOf(ms) + lagMs };
}

/** A time limit that a server did not enforce for so long: it may already be late. */
export function noTimeLimitFor(ms: number): Measured {
  return { ...milliseconds(unlate(ms)), low: unlate(ms) };
}

/** As milliseconds are told to people: `240 ms`, `15.0 s`, `360 s`. */
export function tellMs(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return `${(ms / 1_000).toFixed(ms < 100_000 ? 1 : 0)} s`;
}

const leastSlackMs = 50;

function slackOf(ms: number): number {
  return Math.max(leastSlackMs, ms / 10);
}

function unlate(ms: number): number {
  return (ms * 3) / 4;
}

function milliseconds(ms: number): Pick<Measured, "kind" | "unit" | "told"> {
  return { kind: "measured", unit: "ms", told: tellMs(ms) };
}
