import { setMaxListeners } from "node:events";
import type { Limits } from "../../contract/contract.ts";
import { type Clock, systemClock } from "../../ground/clock.ts";
import { GapproofError } from "../../ground/errors.ts";
import type { ExitCode } from "../../ground/exit-code.ts";

/** The parts a check's waiting is made of; each has its limit in the contract. */
export type WaitPhase =
  | "connect"
  | "handshake"
  | "welcome"
  | "firstEvent"
  | "gap"
  | "completion"
  | "http"
  | "reply";

/** One wait, in words a failure report can use. */
export interface Wait {
  readonly phase: WaitPhase;
  /** What is awaited, as a noun: `the answer to a ping`. */
  readonly what: string;
  /** Overrides the phase's limit; the check's own deadline still holds. Milliseconds. */
  readonly withinMs?: number | undefined;
  /** What has arrived so far, asked only when the wait fails. */
  readonly seen?: () => readonly string[];
}

/** Something was awaited and did not come in time. */
export class WaitExpired extends GapproofError {
  override readonly name: string = "WaitExpired";
  readonly code: string;
  readonly exitCode: ExitCode = 1;
  readonly phase: WaitPhase;
  readonly what: string;
  /** How long this wait was allowed to take. */
  readonly limitMs: number;
  /** What arrived instead, oldest first. Empty means silence. */
  readonly seen: readonly string[];
  /** The whole check ran out of time, not only this phase. */
  readonly budgetExhausted: boolean;

  constructor(
    wait: Wait,
    limitMs: number,
    options: { readonly budgetExhausted?: boolean; readonly cause?: unknown } = {},
  ) {
    const seen = wait.seen?.() ?? [];
    const budgetExhausted = options.budgetExhausted ?? false;
    const why = budgetExhausted ? "what was left of the check's time" : `phase ${wait.phase}`;
    super(
      `${wait.what} did not come within ${Math.round(limitMs)} ms (${why}); seen: ${listed(seen)}.`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = `GAPPROOF_WAIT_${wait.phase.replace(/[A-Z]/g, "_$&").toUpperCase()}`;
    this.phase = wait.phase;
    this.what = wait.what;
    this.limitMs = limitMs;
    this.seen = seen;
    this.budgetExhausted = budgetExhausted;
  }
}

/** A wait ended because the check, the run or the context was called off. */
export class WaitAborted extends GapproofError {
  override readonly name: string = "WaitAborted";
  readonly code: string = "GAPPROOF_ABORTED";
  readonly exitCode: ExitCode = 130;
  readonly phase: WaitPhase;
  readonly what: string;

  constructor(wait: Wait, options: ErrorOptions) {
    super(`Waiting for ${wait.what} was called off.`, options);
    this.phase = wait.phase;
    this.what = wait.what;
  }
}

export interface BudgetOptions {
  readonly limits: Limits;
  readonly clock?: Clock;
  /** The whole check's time in milliseconds. @default Infinity: only the phases are limited */
  readonly totalMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The time one check may take, split by what it waits for.
 *
 * Every wait is bounded twice: by its phase's limit and by what is left of the whole.
 */
export class Budget {
  readonly limits: Limits;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly #endsAt: number;

  constructor(options: BudgetOptions) {
    this.limits = options.limits;
    this.clock = options.clock ?? systemClock;
    this.signal = options.signal;
    // Every connection and every call listens to it until it ends.
    if (options.signal !== undefined) setMaxListeners(0, options.signal);
    this.#endsAt = this.clock.now() + (options.totalMs ?? Number.POSITIVE_INFINITY);
  }

  /** Milliseconds left of the whole; `Infinity` without a total, never negative. */
  get remainingMs(): number {
    return Math.max(0, this.#endsAt - this.clock.now());
  }

  /** Milliseconds a wait of this phase may take now. */
  limitMs(phase: WaitPhase, withinMs?: number): number {
    return Math.min(withinMs ?? this.limits[`${phase}Ms`], this.remainingMs);
  }

  /**
   * Waits for work, but not longer than its phase allows.
   *
   * The work itself is not stopped: `cancel` is called when nobody waits for it any more.
   *
   * @throws {@link WaitExpired} when time is up, {@link WaitAborted} when the signal aborts,
   *   or whatever the work rejects with
   */
  within<T>(work: Promise<T>, wait: Wait, cancel?: () => void): Promise<T> {
    const limitMs = this.limitMs(wait.phase, wait.withinMs);
    const budgetExhausted = limitMs < (wait.withinMs ?? this.limits[`${wait.phase}Ms`]);
    const { signal } = this;
    return new Promise<T>((resolve, reject) => {
      const giveUp = (error: Error): void => {
        settle();
        cancel?.();
        reject(error);
      };
      const onAbort = (): void => giveUp(new WaitAborted(wait, { cause: signal?.reason }));
      const stopTimer = Number.isFinite(limitMs)
        ? this.clock.after(limitMs, () =>
            giveUp(new WaitExpired(wait, limitMs, { budgetExhausted })),
          )
        : (): void => {};
      const settle = (): void => {
        stopTimer();
        signal?.removeEventListener("abort", onAbort);
      };
      void work.then(resolve, reject).finally(settle);
      if (signal?.aborted) onAbort();
      else signal?.addEventListener("abort", onAbort, { once: true });
    });
  }
}

/** What arrived, for a message: the oldest of it, and how much more there was. */
export function listed(seen: readonly string[]): string {
  const most = 20;
  if (seen.length === 0) return "nothing";
  const tail = seen.length > most ? `, and ${seen.length - most} more` : "";
  return seen.slice(0, most).join(", ") + tail;
}
