import type { Budget } from "../budget.ts";

export interface PollOptions<T> {
  /** Whether this result is the one. */
  readonly until: (result: T) => boolean;
  /** What is waited for, in words. */
  readonly what: string;
  /** @default the contract's limit for a run's completion */
  readonly withinMs?: number;
  /** Pause between two questions; doubles up to a second. @default 50 */
  readonly everyMs?: number;
}

/**
 * Asks again and again until the answer is the one.
 *
 * @throws {@link WaitExpired} saying what was waited for, or whatever asking throws
 */
export async function poll<T>(
  ask: () => Promise<T>,
  options: PollOptions<T>,
  budget: Budget,
): Promise<T> {
  const { what, withinMs, until } = options;
  let called = 0;
  let isOver = false;
  let stopTimer = (): void => {};
  const work = async (): Promise<T> => {
    for (let pauseMs = options.everyMs ?? 50; ; pauseMs = Math.min(1000, pauseMs * 2)) {
      called += 1;
      const result = await ask();
      if (isOver || until(result)) return result;
      await new Promise<void>((resolve) => {
        stopTimer = budget.clock.after(pauseMs, resolve);
      });
    }
  };
  const seen = (): string[] => [`${called} answers that were not it`];
  return await budget.within(work(), { phase: "completion", what, withinMs, seen }, () => {
    isOver = true;
    stopTimer();
  });
}
