import type { Clock } from "../../../src/ground/clock.ts";

interface Timer {
  readonly delayMs: number;
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that moves when the test says so. */
export class HandClock implements Clock {
  readonly #timers = new Set<Timer>();
  readonly #expecting = new Map<number, () => void>();
  #now = 0;

  now(): number {
    return this.#now;
  }

  date(): Date {
    return new Date(Date.UTC(2030, 0, 1) + this.#now);
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { delayMs, at: this.#now + delayMs, callback };
    this.#timers.add(timer);
    this.#expecting.get(delayMs)?.();
    return () => void this.#timers.delete(timer);
  }

  /** Resolves once somebody waits for exactly that long. */
  armed(delayMs: number): Promise<void> {
    if ([...this.#timers].some((timer) => timer.delayMs === delayMs)) return Promise.resolve();
    return new Promise((resolve) => this.#expecting.set(delayMs, resolve));
  }

  /** Timers nobody cancelled. */
  get pending(): number {
    return this.#timers.size;
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = end;
  }
}
