import type { Clock } from "../../ground/clock.ts";
import type { BlockedResolution } from "./blocked.ts";
import type { TrailEntry } from "./target.ts";

/** What is being waited for, and why it is not there yet. */
export interface Waiting {
  readonly waitedMs: number;
  readonly limitMs: number;
  readonly attempts: number;
  /** What the last attempt found, as `name (URL): reason`. */
  readonly reason: string;
}

/** What was seen while waiting. */
export class WaitRecord {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #startedAt: number;
  readonly #counts = new Map<string, number>();
  #attempts = 0;
  #last = "the first answer is still awaited";
  #someoneElse = false;

  constructor(clock: Clock, limitMs: number) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#startedAt = clock.now();
  }

  /** Adds an attempt that found nothing to test. */
  add({ trail, reason }: BlockedResolution): void {
    const tried = trail.filter(isTried);
    this.#attempts += 1;
    this.#last = tried.length === 0 ? reason : tried.map(wordsOf).join("; ");
    // The strongest only: a stranger elsewhere says nothing about the backend that is starting.
    this.#someoneElse = tried[0]?.state === "wrong-identity";
    this.#counts.set(this.#last, (this.#counts.get(this.#last) ?? 0) + 1);
  }

  /** Waiting longer would not turn somebody else into the backend. */
  get someoneElseAnswers(): boolean {
    return this.#someoneElse;
  }

  get leftMs(): number {
    return Math.max(0, this.#startedAt + this.#limitMs - this.#clock.now());
  }

  get isOver(): boolean {
    return this.leftMs === 0;
  }

  now(): Waiting {
    const waitedMs = this.#clock.now() - this.#startedAt;
    return { waitedMs, limitMs: this.#limitMs, attempts: this.#attempts, reason: this.#last };
  }

  /** The last attempt's resolution, told as the end of the whole wait. */
  neverReady(blocked: BlockedResolution): BlockedResolution {
    const { waitedMs, attempts } = this.now();
    const reasons = [...this.#counts].map(([reason, count]) => ({ reason, count }));
    const seen = reasons.map(({ reason, count }) => `${reason} (${count} of ${attempts} attempts)`);
    return {
      ...blocked,
      reason: `never ready within ${Number((this.#limitMs / 1000).toFixed(1))} s; ${seen.join("; ")}`,
      neverReady: { waitedMs: Math.round(waitedMs), attempts, reasons },
    };
  }
}

function isTried({ state }: TrailEntry): boolean {
  return state === "unreachable" || state === "wrong-identity";
}

function wordsOf({ variable, container, source, url, reason }: TrailEntry): string {
  const name = variable ?? container ?? `the ${source} backend`;
  return `${name}${url === undefined ? "" : ` (${url})`}: ${reason}`;
}
