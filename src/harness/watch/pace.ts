import type { Clock } from "../../ground/clock.ts";

/**
 * The least time between the starts of two trials that spreads so many evenly over a duration: the first begins with
 * it, and the last one such time before its end.
 *
 * @param durationMs - milliseconds, above 0
 * @param expected - how many trials, whole number from 1
 * @throws {RangeError} unless they are
 */
export function everyMsFor(durationMs: number, expected: number): number {
  if (!(Number.isFinite(durationMs) && durationMs > 0))
    throw new RangeError(`durationMs must be a number above 0, got "${durationMs}".`);
  if (!(Number.isSafeInteger(expected) && expected >= 1))
    throw new RangeError(`expected must be a whole number of 1 or more, got "${expected}".`);
  return durationMs / expected;
}

/** Lets some time pass, and ends early with the signal. To be let go of by whoever stops waiting. */
export class Pause implements Disposable {
  readonly over: Promise<void>;
  readonly #finish: () => void;

  constructor(
    ms: number,
    { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  ) {
    let settle = (): void => {};
    this.over = new Promise((resolve) => {
      settle = resolve;
    });
    const stopTimer = clock.after(ms, settle);
    this.#finish = () => {
      stopTimer();
      signal.removeEventListener("abort", settle);
      settle();
    };
    if (signal.aborted) settle();
    else signal.addEventListener("abort", settle, { once: true });
  }

  [Symbol.dispose](): void {
    this.#finish();
  }
}
