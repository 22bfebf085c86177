import pRetry from "p-retry";
import type { Clock } from "../../ground/clock.ts";
import { explain, GapproofError } from "../../ground/errors.ts";
import type { ExitCode } from "../../ground/exit-code.ts";

/** One attempt to connect, kept whether it failed or not. The first one decides a journey's success. */
export interface ConnectAttempt {
  /** From 1. */
  readonly n: number;
  readonly elapsedMs: number;
  /** Why it failed; undefined for the one that succeeded. */
  readonly error: Error | undefined;
  /** Whether its failure allowed another attempt. */
  readonly transient: boolean;
  /** Pause before the next attempt; undefined after the last. */
  readonly pausedMs: number | undefined;
}

export interface RetrySettings {
  /** Attempts in all, at least 1. */
  readonly attempts: number;
  /** Pause after the first failure. Milliseconds. */
  readonly baseDelayMs: number;
  /** Every pause is this many times the one before. */
  readonly factor: number;
  readonly maxDelayMs: number;
}

/** Three attempts with a growing pause. */
export const defaultRetry: RetrySettings = {
  attempts: 3,
  baseDelayMs: 250,
  factor: 2,
  maxDelayMs: 2000,
};

/** One attempt, no second chance. */
export const noRetry: RetrySettings = { ...defaultRetry, attempts: 1 };

export interface RetryOptions {
  readonly settings: RetrySettings;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  readonly isTransient: (error: Error) => boolean;
}

/** Every allowed attempt failed; each is kept, the last one's error is the cause. */
export class AttemptsFailed extends GapproofError {
  override readonly name: string = "AttemptsFailed";
  readonly code: string = "GAPPROOF_ATTEMPTS";
  readonly exitCode: ExitCode = 1;
  readonly attempts: readonly ConnectAttempt[];

  constructor(attempts: readonly ConnectAttempt[], options: { readonly cause: unknown }) {
    const told = attempts.map(
      ({ n, elapsedMs, error }) => `  ${n}. after ${Math.round(elapsedMs)} ms: ${explain(error)}`,
    );
    super([`All ${attempts.length} attempts failed:`, ...told].join("\n"), options);
    this.attempts = attempts;
  }
}

/** p-retry takes a TypeError for a programming mistake and never tries again: nothing of ours is one. */
class Failure extends Error {
  readonly original: Error;

  constructor(original: Error, options: ErrorOptions) {
    super(original.message, options);
    this.original = original;
  }
}

/**
 * Does something until it works, as long as its failures are transient.
 *
 * @returns the result and every attempt, the successful one last
 * @throws the error itself when its first attempt fails for good, {@link AttemptsFailed} when there
 *   were several, or the signal's reason
 */
export async function withRetry<T>(
  work: (n: number) => Promise<T>,
  options: RetryOptions,
): Promise<{ readonly value: T; readonly attempts: readonly ConnectAttempt[] }> {
  const { settings, clock, signal, isTransient } = options;
  const attempts: ConnectAttempt[] = [];
  const attempt = async (n: number): Promise<T> => {
    const start = clock.now();
    try {
      const value = await work(n);
      const elapsedMs = clock.now() - start;
      attempts.push({ n, elapsedMs, error: undefined, transient: false, pausedMs: undefined });
      return value;
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      const transient = isTransient(error);
      const isLast = !transient || n >= settings.attempts;
      const pausedMs = isLast ? undefined : pauseAfter(n, settings);
      attempts.push({ n, elapsedMs: clock.now() - start, error, transient, pausedMs });
      throw new Failure(error, { cause: thrown });
    }
  };
  try {
    const value = await pRetry(attempt, {
      retries: settings.attempts - 1,
      // The pause is ours: p-retry's would ignore the injected clock.
      minTimeout: 0,
      maxTimeout: 0,
      onFailedAttempt: () => pause(attempts.at(-1)?.pausedMs, options),
      shouldRetry: ({ error }) => error instanceof Failure && isTransient(error.original),
      ...(signal === undefined ? {} : { signal }),
    });
    return { value, attempts };
  } catch (thrown) {
    throw verdict(thrown, attempts);
  }
}

function verdict(thrown: unknown, attempts: readonly ConnectAttempt[]): unknown {
  if (!(thrown instanceof Failure)) return thrown;
  if (attempts.length <= 1) return thrown.original;
  return new AttemptsFailed(attempts, { cause: thrown.original });
}

function pauseAfter(n: number, settings: RetrySettings): number {
  return Math.min(settings.maxDelayMs, settings.baseDelayMs * settings.factor ** (n - 1));
}

function pause(ms: number | undefined, { clock, signal }: RetryOptions): Promise<void> {
  if (ms === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      stopTimer();
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const stopTimer = clock.after(ms, finish);
    if (signal?.aborted) finish();
    else signal?.addEventListener("abort", finish, { once: true });
  });
}
