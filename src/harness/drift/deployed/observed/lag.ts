import type { Clock } from "../../../../ground/clock.ts";

/** How often it is looked at. Milliseconds. */
const everyMs = 20;

/** How late we ourselves are to notice anything: what a busy machine adds to whatever is measured on it. */
export class Lag implements Disposable {
  readonly #clock: Clock;
  #mostMs = 0;
  #cancel: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#look();
  }

  /** The latest we were. */
  get mostMs(): number {
    return this.#mostMs;
  }

  [Symbol.dispose](): void {
    this.#cancel();
  }

  #look(): void {
    const dueMs = this.#clock.now() + everyMs;
    this.#cancel = this.#clock.after(everyMs, () => {
      this.#mostMs = Math.max(this.#mostMs, this.#clock.now() - dueMs);
      this.#look();
    });
  }
}
