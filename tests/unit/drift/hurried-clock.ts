import { defaultContract } from "../../../src/contract/default.ts";
import { type Clock, systemClock } from "../../../src/ground/clock.ts";

/** Between two looks: like no limit of a connection. Milliseconds. */
export const pauseMs = 7_001;

/** Limits of single connections, which take the time they take. */
const { connectMs, handshakeMs, welcomeMs } = defaultContract.limits.local;
const ofConnections = [connectMs, handshakeMs, welcomeMs, 150];

/** A clock on which pauses pass at once, and time has gone by as if they had not. The end of all comes in its time. */
export class HurriedClock implements Clock {
  readonly #stands: boolean;
  readonly #longestPauseMs: number;
  readonly #ends: Set<{ readonly atMs: number; readonly callback: () => void }> = new Set();
  #aheadMs = 0;
  onPause: () => void = () => undefined;

  constructor({ stands = false, longestPauseMs = pauseMs } = {}) {
    this.#stands = stands;
    this.#longestPauseMs = longestPauseMs;
  }

  now(): number {
    return systemClock.now() + this.#aheadMs;
  }

  date(): Date {
    return systemClock.date();
  }

  after(delayMs: number, callback: () => void): () => void {
    if (ofConnections.includes(delayMs)) return systemClock.after(delayMs, callback);
    if (delayMs > this.#longestPauseMs) return this.#end(delayMs, callback);
    const passes = setImmediate(() => {
      this.onPause();
      if (this.#stands) return;
      this.#pass(delayMs);
      callback();
    });
    return () => clearImmediate(passes);
  }

  #pass(ms: number): void {
    this.#aheadMs += ms;
    for (const { atMs, callback } of this.#ends) if (atMs <= this.now()) callback();
  }

  #end(delayMs: number, callback: () => void): () => void {
    const end = { atMs: this.now() + delayMs, callback };
    this.#ends.add(end);
    return () => this.#ends.delete(end);
  }
}
