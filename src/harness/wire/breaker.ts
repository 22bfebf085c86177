import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
  isBrokenCircuitError,
} from "cockatiel";
import { GapproofError } from "../../ground/errors.ts";
import type { ExitCode } from "../../ground/exit-code.ts";
import type { RetrySettings } from "./retry.ts";

/** A circuit breaker's numbers. */
export interface BreakerSettings {
  /** Failures in a row that open it. */
  readonly failureThreshold: number;
  /** How long it stays open before it lets one call try. */
  readonly recoveryMs: number;
  /** Successes the described client asks for before it closes; see {@link Breaker} on what is counted. */
  readonly successThreshold: number;
  /** The retry cycle that counts as one call. */
  readonly retry: RetrySettings;
  /** Limit of one attempt. */
  readonly timeoutMs: number;
}

export type BreakerState = "closed" | "open" | "half-open";

/** Presets by the kind of environment. */
export const breakerPresets: Readonly<
  Record<"default" | "staging" | "production" | "development", BreakerSettings>
> = {
  default: {
    failureThreshold: 5,
    recoveryMs: 30_000,
    successThreshold: 2,
    retry: { attempts: 5, baseDelayMs: 1000, factor: 2, maxDelayMs: 60_000 },
    timeoutMs: 10_000,
  },
  staging: {
    failureThreshold: 3,
    recoveryMs: 15_000,
    successThreshold: 2,
    retry: { attempts: 5, baseDelayMs: 500, factor: 2, maxDelayMs: 30_000 },
    timeoutMs: 10_000,
  },
  production: {
    failureThreshold: 5,
    recoveryMs: 60_000,
    successThreshold: 3,
    retry: { attempts: 3, baseDelayMs: 2000, factor: 2, maxDelayMs: 120_000 },
    timeoutMs: 15_000,
  },
  development: {
    failureThreshold: 10,
    recoveryMs: 5000,
    successThreshold: 1,
    retry: { attempts: 3, baseDelayMs: 100, factor: 2, maxDelayMs: 5000 },
    timeoutMs: 5000,
  },
};

/** The breaker is open: nothing was sent. */
export class BreakerOpen extends GapproofError {
  override readonly name: string = "BreakerOpen";
  readonly code: string = "GAPPROOF_BREAKER_OPEN";
  readonly exitCode: ExitCode = 1;
  readonly recoveryMs: number;

  constructor(recoveryMs: number, options: { readonly cause: unknown }) {
    super(
      `The circuit breaker is open after repeated failures; it lets one call try ${recoveryMs} ms after it opened.`,
      options,
    );
    this.recoveryMs = recoveryMs;
  }
}

/**
 * Stops calling what keeps failing. Belongs to one session or one context, and is never used unless
 * asked for: inside checks it would hide a fault or spread it.
 *
 * The presets describe a client that counts a little differently from the library used here
 * (cockatiel's consecutive breaker):
 *
 * | | described client | here |
 * |---|---|---|
 * | one failure is | an exhausted retry cycle | one `execute`, so hand it the whole cycle |
 * | a success while closed | takes 1 off the failures | sets them to 0 |
 * | closes after | `successThreshold` successes | the first success |
 */
export class Breaker {
  readonly settings: BreakerSettings;
  readonly #policy: CircuitBreakerPolicy;

  constructor(settings: BreakerSettings = breakerPresets.default) {
    this.settings = settings;
    this.#policy = circuitBreaker(handleAll, {
      breaker: new ConsecutiveBreaker(settings.failureThreshold),
      halfOpenAfter: settings.recoveryMs,
    });
  }

  /** An open breaker whose recovery time has passed is still `open` until somebody calls. */
  get state(): BreakerState {
    switch (this.#policy.state) {
      case CircuitState.Closed:
        return "closed";
      case CircuitState.HalfOpen:
        return "half-open";
      default:
        return "open";
    }
  }

  /** @throws {@link BreakerOpen} without calling, or whatever the work throws */
  async execute<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#policy.execute(work);
    } catch (error) {
      if (error instanceof Error && isBrokenCircuitError(error)) {
        throw new BreakerOpen(this.settings.recoveryMs, { cause: error });
      }
      throw error;
    }
  }
}
