import { type Clock, systemClock } from "../../ground/clock.ts";
import { ConfigurationError, GapproofError } from "../../ground/errors.ts";
import type { ExitCode } from "../../ground/exit-code.ts";
import type { BlockedResolution } from "./blocked.ts";
import { defaultProbeMs } from "./identity.ts";
import { type Resolution, type ResolveOptions, resolveTarget } from "./resolve.ts";
import type { Target } from "./target.ts";
import { type Waiting, WaitRecord } from "./wait-record.ts";

export interface WaitOptions extends ResolveOptions {
  /** Hears every second, and after every attempt, what is being waited for. */
  readonly onWaiting?: (waiting: Waiting) => void;
}

/** Somebody ended the search while it was going on. */
export class SearchInterrupted extends GapproofError {
  override readonly name: string = "SearchInterrupted";
  readonly code: string = "GAPPROOF_INTERRUPTED";
  readonly exitCode: ExitCode = 130;
}

const firstPauseMs = 250;
const longestPauseMs = 2_000;
const growth = 1.5;
const tickMs = 1_000;
/** Even the last attempt gets this long, or a slow answer would look like none. */
const shortestProbeMs = 1_000;

/**
 * Finds the backend to test, and waits for it as long as the settings say.
 *
 * While it waits, the whole search is repeated: a container that starts meanwhile is found, too. Nothing
 * stands in for what is waited for, embedded included, unless a fallback was allowed outright. Somebody
 * else answering ends the wait at once.
 *
 * @throws {@link ConfigurationError} as {@link resolveTarget} does, and for a wait that may not ask
 * @throws {@link SearchInterrupted} when `signal` aborts
 */
export async function resolveWhenReady(options: WaitOptions): Promise<Resolution> {
  const { waitReadyMs } = options.settings;
  const found =
    waitReadyMs === undefined
      ? await resolveTarget(options)
      : await new ReadyWait(options, waitReadyMs).resolve();
  refuseInterrupted(options);
  return found;
}

class ReadyWait {
  readonly #options: WaitOptions;
  readonly #clock: Clock;
  readonly #record: WaitRecord;
  readonly #limitMs: number;

  constructor(options: WaitOptions, limitMs: number) {
    if (!options.probe) {
      throw new ConfigurationError(
        "--wait-ready",
        "asks who answers, so it does not go with --no-probe or --no-preflight",
      );
    }
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#limitMs = limitMs;
    this.#record = new WaitRecord(this.#clock, limitMs);
  }

  async resolve(): Promise<Resolution> {
    const stopTicking = this.#tick();
    try {
      const end = await this.#poll();
      return end.state === "blocked" ? await this.#conclude(end) : end;
    } finally {
      stopTicking();
    }
  }

  /** Looks again and again until there is a backend, somebody else answers, or the time is over. */
  async #poll(): Promise<Resolution> {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * growth)) {
      const resolution = await resolveTarget({
        ...this.#options,
        isWaiting: true,
        probeTimeoutMs: this.#probeMs(),
      });
      refuseInterrupted(this.#options);
      if (resolution.state !== "blocked") return resolution;
      this.#record.add(resolution);
      if (this.#record.isOver || this.#record.someoneElseAnswers) return resolution;
      this.#options.onWaiting?.(this.#record.now());
      await this.#pause(Math.min(pauseMs, this.#record.leftMs));
      refuseInterrupted(this.#options);
    }
  }

  async #conclude(blocked: BlockedResolution): Promise<Resolution> {
    const end = this.#record.someoneElseAnswers ? blocked : this.#record.neverReady(blocked);
    if (!this.#options.settings.allowFallback) return end;
    const other = await resolveTarget(this.#options);
    return other.state === "found" ? { ...other, target: standIn(other.target, end) } : end;
  }

  #probeMs(): number {
    const usual = this.#options.probeTimeoutMs ?? defaultProbeMs;
    return Math.min(usual, Math.max(shortestProbeMs, this.#record.leftMs));
  }

  /** Reports every second, also in the middle of an attempt that hangs. */
  #tick(): () => void {
    let cancel: () => void = () => undefined;
    const arm = (): void => {
      cancel = this.#clock.after(tickMs, () => {
        this.#options.onWaiting?.(this.#record.now());
        arm();
      });
    };
    if (this.#limitMs > tickMs) arm();
    return () => cancel();
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#options;
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, finish);
      signal?.addEventListener("abort", finish, { once: true });
      if (signal?.aborted === true) finish();
      function finish(): void {
        cancel();
        signal?.removeEventListener("abort", finish);
        resolve();
      }
    });
  }
}

function refuseInterrupted({ signal }: WaitOptions): void {
  if (signal?.aborted !== true) return;
  throw new SearchInterrupted("Interrupted before it was known what to test.");
}

/** What is tested after a wait in vain stands in for what was waited for, unless that came after all. */
function standIn(target: Target, { trail, reason }: BlockedResolution): Target {
  const cameAfterAll = trail.some(
    ({ state, url }) => state === "unreachable" && url === target.http,
  );
  const fallback = target.fallback || !cameAfterAll;
  return { ...target, fallback, warnings: [reason, ...target.warnings] };
}
