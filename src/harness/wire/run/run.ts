import type { Contract } from "../../../contract/contract.ts";
import { readField, readText } from "../../../contract/field.ts";
import { GapproofError } from "../../../ground/errors.ts";
import type { ExitCode } from "../../../ground/exit-code.ts";
import { type Budget, WaitExpired } from "../budget.ts";
import { expiryName, nearestDeadline } from "../deadline.ts";
import type { SessionClosed } from "../socket/handshake.ts";
import { terminalIndex } from "./bookend.ts";
import type { Deviation } from "./deviation.ts";
import type { RunEvent } from "./event.ts";
import { deviations, missingTypes } from "./sequence.ts";

export interface RunOptions {
  readonly contract: Contract;
  readonly budget: Budget;
  readonly prompt: string;
  readonly threadId: string;
  readonly messageId: string;
  /** The connection's time, in milliseconds since its transcript began. */
  readonly nowMs: () => number;
  /** Everything that came since the question, noise included. */
  readonly seen: () => readonly string[];
}

/**
 * A run did not get on in time. `name` says which deadline it was: `FirstEventExpired`, `GapExpired`
 * or `CompletionExpired`.
 */
export class RunExpired extends WaitExpired {
  override readonly name: string;
  /** Required types that had not come, in the contract's order. */
  readonly missing: readonly string[];

  constructor(
    expired: WaitExpired,
    options: { cause: unknown; missing: readonly string[]; limitMs: number },
  ) {
    const { missing, cause } = options;
    const { phase, seen, budgetExhausted } = expired;
    // The last wait was for what was left of the phase; people know the phase's whole limit.
    const limitMs = budgetExhausted ? expired.limitMs : options.limitMs;
    const lacking = missing.length === 0 ? "" : ` (missing: ${missing.join(", ")})`;
    super({ phase, what: expired.what + lacking, seen: () => seen }, limitMs, {
      budgetExhausted,
      cause,
    });
    this.name = expiryName(phase, "RunExpired");
    this.missing = missing;
  }
}

/** The connection ended before the run did. */
export class RunInterrupted extends GapproofError {
  override readonly name: string = "RunInterrupted";
  readonly code: string = "GAPPROOF_RUN_INTERRUPTED";
  readonly exitCode: ExitCode = 1;
  readonly missing: readonly string[];
  readonly seen: readonly string[];
  readonly closed: SessionClosed;

  constructor(
    progress: { readonly missing: readonly string[]; readonly seen: readonly string[] },
    closed: SessionClosed,
  ) {
    const { missing, seen } = progress;
    super(
      `The run was cut off: ${closed.message} Missing: ${missing.join(", ") || "only its end"}; seen: ${seen.join(", ") || "nothing"}.`,
      { cause: closed },
    );
    this.missing = missing;
    this.seen = seen;
    this.closed = closed;
  }
}

/**
 * What came of one question.
 *
 * It fills while events arrive; `finished` waits for its end. It goes on collecting after its end, so
 * that what came too late shows in the sequence.
 */
export class Run {
  readonly prompt: string;
  readonly threadId: string;
  readonly messageId: string;
  /** When the question was sent, in milliseconds since the connection's transcript began. */
  readonly askedMs: number;
  /** In order of arrival. */
  readonly events: readonly RunEvent[];
  readonly #events: RunEvent[] = [];
  readonly #options: RunOptions;
  readonly #watchers = new Set<{ changed: () => void; closed: (error: Error) => void }>();
  #closed: SessionClosed | undefined;

  constructor(options: RunOptions) {
    this.#options = options;
    this.events = this.#events;
    this.prompt = options.prompt;
    this.threadId = options.threadId;
    this.messageId = options.messageId;
    this.askedMs = options.nowMs();
  }

  /** Everything that is not as the contract promises; empty for a healthy, finished run. */
  get deviations(): readonly Deviation[] {
    return deviations(this.#options.contract, this.#events);
  }

  /** Events of one type, in order of arrival. */
  ofType(type: string): readonly RunEvent[] {
    return this.#events.filter((event) => event.type === type);
  }

  /** The server's id of the run, from the first event that has one. */
  get runId(): string | undefined {
    return this.#events.find(({ runId }) => runId !== undefined)?.runId;
  }

  get types(): readonly string[] {
    return this.#events.map(({ type }) => type);
  }

  /** The event that ended the run; undefined while it goes on. */
  get terminal(): RunEvent | undefined {
    return this.#events[terminalIndex(this.#options.contract, this.#events)];
  }

  get isOver(): boolean {
    return this.terminal !== undefined;
  }

  /** The run ended with an event of a failed type. */
  get hasFailed(): boolean {
    return this.#options.contract.events.failed.includes(this.terminal?.type ?? "");
  }

  /** The final answer; an answer that is no text is spelt as JSON. */
  get answer(): string | undefined {
    const { terminal } = this;
    if (terminal === undefined) return undefined;
    const answer = readField(terminal.raw, this.#options.contract.events.fields.answer);
    return answer === undefined || typeof answer === "string" ? answer : JSON.stringify(answer);
  }

  /** Texts of the partial results, in order. */
  get partials(): readonly string[] {
    const { partial, fields } = this.#options.contract.events;
    return this.#events
      .filter(({ type }) => partial.includes(type))
      .map(({ raw }) => readText(raw, fields.partial) ?? "");
  }

  /** Body of the last report; the whole message when the contract's path finds none in it. */
  get report(): unknown {
    const { report, fields } = this.#options.contract.events;
    const last = this.#events.findLast(({ type }) => report.includes(type));
    return last === undefined ? undefined : (readField(last.raw, fields.report) ?? last.raw);
  }

  /** From the question to the first event. */
  get firstEventMs(): number | undefined {
    const [first] = this.#events;
    return first === undefined ? undefined : first.arrivedMs - this.askedMs;
  }

  /** From the question to the terminal event. */
  get completionMs(): number | undefined {
    return this.terminal === undefined ? undefined : this.terminal.arrivedMs - this.askedMs;
  }

  /** Longest silence between two events of the run; 0 with fewer than two. */
  get longestGapMs(): number {
    return this.#events
      .slice(1)
      .reduce(
        (longest, event, n) =>
          Math.max(longest, event.arrivedMs - (this.#events[n]?.arrivedMs ?? event.arrivedMs)),
        0,
      );
  }

  /** Required types that have not come, in the contract's order. */
  get missing(): readonly string[] {
    return missingTypes(this.#options.contract, this.#events);
  }

  /**
   * Waits for the run's own last bookend, or an event of a failed type.
   *
   * Three deadlines hold at once: question to first event, silence between events, question to end.
   *
   * @throws {@link RunExpired} when one runs out, {@link RunInterrupted} when the connection ends
   */
  async finished(): Promise<this> {
    while (!this.isOver) await this.#progress("the run's last bookend");
    return this;
  }

  /**
   * Waits for the first event of a type, past ones included.
   *
   * @throws as `finished`; also when the run ends without it
   */
  async until(type: string): Promise<RunEvent> {
    for (;;) {
      const event = this.#events.find((candidate) => candidate.type === type);
      if (event !== undefined) return event;
      await this.#progress(`${type} of the run`);
    }
  }

  /** @internal */
  accept(event: RunEvent): void {
    this.#events.push(event);
    for (const watcher of this.#watchers) watcher.changed();
    this.#watchers.clear();
  }

  /** @internal */
  interrupt(closed: SessionClosed): void {
    this.#closed = closed;
    for (const watcher of this.#watchers) watcher.closed(closed);
    this.#watchers.clear();
  }

  async #progress(what: string): Promise<void> {
    const { budget, seen, nowMs } = this.#options;
    if (this.#closed !== undefined) throw this.#interrupted(this.#closed);
    const lastMs = this.#events.at(-1)?.arrivedMs;
    const arrival = { startedMs: this.askedMs, lastMs, nowMs: nowMs() };
    const deadline = nearestDeadline(budget.limits, arrival);
    let watcher: { changed: () => void; closed: (error: Error) => void } | undefined;
    const change = new Promise<void>((resolve, reject) => {
      watcher = { changed: resolve, closed: reject };
      this.#watchers.add(watcher);
    });
    try {
      await budget.within(change, { ...deadline, what, seen });
    } catch (error) {
      if (error instanceof WaitExpired) {
        const limitMs = budget.limits[`${error.phase}Ms`];
        throw new RunExpired(error, { cause: error, missing: this.missing, limitMs });
      }
      if (this.#closed !== undefined) throw this.#interrupted(this.#closed);
      throw error;
    } finally {
      if (watcher !== undefined) this.#watchers.delete(watcher);
    }
  }

  #interrupted(closed: SessionClosed): RunInterrupted {
    return new RunInterrupted({ missing: this.missing, seen: this.#options.seen() }, closed);
  }
}
