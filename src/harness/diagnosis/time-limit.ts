import type { Clock } from "../../ground/clock.ts";

/** The time a whole diagnosis may take, running from the moment this is made. */
export class TimeLimit implements Disposable {
  readonly limitMs: number;
  readonly #clock: Clock;
  readonly #endsAtMs: number;
  readonly #up: Promise<undefined>;
  #stopTimer: () => void = () => {};

  constructor(limitMs: number, clock: Clock) {
    this.limitMs = limitMs;
    this.#clock = clock;
    this.#endsAtMs = clock.now() + limitMs;
    this.#up = new Promise((resolve) => {
      this.#stopTimer = clock.after(limitMs, () => resolve(undefined));
    });
  }

  /** Never negative. Milliseconds. */
  get leftMs(): number {
    return Math.max(0, this.#endsAtMs - this.#clock.now());
  }

  /**
   * What work comes to, or `undefined` when the time is up first. The work itself is not stopped, and
   * nobody hears how it ends.
   */
  async within<Result>(work: Promise<Result>): Promise<Result | undefined> {
    return await Promise.race([work, this.#up]);
  }

  [Symbol.dispose](): void {
    this.#stopTimer();
  }
}
