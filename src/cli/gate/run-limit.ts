import type { Clock } from "../../ground/clock.ts";
import type { RunEnd } from "../../harness/gate/verdict.ts";

/** What may end a run from outside. */
export interface RunLimit {
  readonly interrupted: AbortSignal;
  readonly clock: Clock;
  readonly maxDurationMs: number;
}

export type Limited<T> =
  | { readonly end: "finished"; readonly value: T }
  | { readonly end: Exclude<RunEnd, "finished"> };

/**
 * Waits for the work, an interrupt or the end of the time, whichever comes first.
 *
 * Work that lost goes on; ending it is up to the caller, who knows how. Its failure is then nobody's.
 */
export async function beforeLimit<T>(work: Promise<T>, limit: RunLimit): Promise<Limited<T>> {
  const { interrupted, clock, maxDurationMs } = limit;
  let release: () => void = () => undefined;
  const stop = new Promise<Limited<T>>((resolve) => {
    const onInterrupt = (): void => resolve({ end: "interrupted" });
    interrupted.addEventListener("abort", onInterrupt, { once: true });
    const cancel = clock.after(maxDurationMs, () => resolve({ end: "timed-out" }));
    release = function forget() {
      interrupted.removeEventListener("abort", onInterrupt);
      cancel();
    };
    if (interrupted.aborted) onInterrupt();
  });
  try {
    return await Promise.race([
      work.then((value): Limited<T> => ({ end: "finished", value })),
      stop,
    ]);
  } finally {
    release();
    work.catch(() => undefined);
  }
}
