import { type Clock, systemClock } from "../../../src/ground/clock.ts";

/** Never reached: on a busy machine whatever lets go may take long to. */
const plentyMs = 30_000;

/** A clock on which the time of a run is up when the test says so. */
export class ImpatientClock implements Clock {
  readonly #maxDurationMs: number;
  readonly #graces: number[];
  runOut: () => void = () => undefined;

  /** @param graces - how long the first waits for something to let go may take; the others have plenty */
  constructor(maxDurationMs: number, graces: readonly number[] = []) {
    this.#maxDurationMs = maxDurationMs;
    this.#graces = [...graces];
  }

  now(): number {
    return systemClock.now();
  }

  date(): Date {
    return systemClock.date();
  }

  after(delayMs: number, callback: () => void): () => void {
    if (delayMs !== this.#maxDurationMs) {
      return systemClock.after(this.#graces.shift() ?? plentyMs, callback);
    }
    this.runOut = callback;
    return () => undefined;
  }
}
