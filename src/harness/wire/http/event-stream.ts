import { redact } from "../../../ground/redact.ts";
import { type Budget, WaitExpired } from "../budget.ts";
import { nearestDeadline } from "../deadline.ts";
import { readPayload } from "../socket/payload.ts";
import type { Transcript } from "../transcript.ts";
import type { OpenAnswer } from "./http-client.ts";
import { type StreamEnding, StreamExpired, StreamInterrupted } from "./stream-ending.ts";
import { type RawRecord, type RecordReader, recordReader } from "./stream-format.ts";

/** One record of a stream. */
export interface StreamRecord {
  /** The JSON value it holds; undefined when it holds none. */
  readonly json: unknown;
  readonly text: string;
  /** The server-sent event's own name; undefined when it gives none. */
  readonly event: string | undefined;
  readonly id: string | undefined;
  /** Milliseconds since the request was sent. */
  readonly arrivedMs: number;
}

export interface EventStreamOptions {
  readonly answer: OpenAnswer;
  /** The status is one the contract means well. */
  readonly ok: boolean;
  readonly budget: Budget;
  /** When the request was sent, on the budget's clock. */
  readonly sentMs: number;
  readonly transcript: Transcript;
  /** Ends the connection. */
  readonly hangUp: () => void;
  /** Hears that the body is over, whole or not. */
  readonly onOver: () => void;
}

/** Characters of a body that a message quotes. */
const mostQuoted = 300;

/** Characters of it that are kept: a secret that is cut in the middle is not known for one. */
const mostKept = 8_192;

/**
 * An HTTP answer that comes bit by bit.
 *
 * It fills while records arrive; `next` and `finished` wait. Three deadlines hold at once, those of a
 * run: request to first record, silence between records, request to end.
 */
export class EventStream implements AsyncDisposable {
  readonly status: number;
  /** Header names in lower case; several `set-cookie` are joined with line breaks. */
  readonly headers: Readonly<Record<string, string>>;
  /** The status is one the contract means well for this operation. */
  readonly ok: boolean;
  /** The `content-type` as it came; empty when there is none. */
  readonly contentType: string;
  /** In order of arrival; grows. Empty for ever when the body is no stream of records. */
  readonly records: readonly StreamRecord[];
  /** The request, as `POST https://…`, redacted. */
  readonly request: string;
  readonly #records: StreamRecord[] = [];
  readonly #taken = new Set<StreamRecord>();
  readonly #options: EventStreamOptions;
  readonly #reader: RecordReader | undefined;
  readonly #over: Promise<void>;
  #watchers: (() => void)[] = [];
  #beginning = "";
  #isCancelled = false;
  #ending: StreamEnding | undefined;

  constructor(options: EventStreamOptions) {
    const { method, url, status, headers } = options.answer;
    this.#options = options;
    this.request = `${method} ${url}`;
    this.status = status;
    this.headers = headers;
    this.ok = options.ok;
    this.contentType = headers["content-type"] ?? "";
    this.records = this.#records;
    this.#reader = recordReader(this.contentType, {
      onRecord: (record) => this.#accept(record),
      onAside: (text) => this.#note("note", text),
    });
    this.#over = this.#read();
  }

  /** Status and beginning of the body, redacted: what a message may quote. */
  get said(): string {
    return `HTTP ${this.status} ${redact(this.#beginning).slice(0, mostQuoted)}`.trim();
  }

  /** The body is over, whole or not. */
  get isOver(): boolean {
    return this.#ending !== undefined;
  }

  /**
   * The next record that is wanted and was not taken before, whether it has arrived already or not.
   * Records in between stay available to later waits.
   *
   * @param wants - which record
   * @param what - the same in words, for the error
   * @throws {@link StreamExpired} when a deadline runs out, {@link StreamInterrupted} when the stream is
   *   over without it
   */
  async next(wants: (record: StreamRecord) => boolean, what: string): Promise<StreamRecord> {
    for (;;) {
      const found = this.#records.find((record) => !this.#taken.has(record) && wants(record));
      if (found !== undefined) {
        this.#taken.add(found);
        return found;
      }
      if (this.#ending !== undefined) throw this.#interrupted(this.#ending, what);
      await this.#progress(what);
    }
  }

  /**
   * Waits until the server has ended the body.
   *
   * @throws {@link StreamExpired} when a deadline runs out, {@link StreamInterrupted} when the body was
   *   cut off or cancelled
   */
  async finished(): Promise<this> {
    const what = "the stream's end";
    while (this.#ending === undefined) await this.#progress(what);
    if (this.#ending.how !== "ended") throw this.#interrupted(this.#ending, what);
    return this;
  }

  /** Hangs up; a stream that is over stays as it ended. */
  async cancel(): Promise<void> {
    this.#isCancelled = true;
    if (this.#ending === undefined) this.#options.hangUp();
    await this.#over;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cancel();
  }

  /**
   * Lets a body that is no stream arrive, so that `said` says what it holds; for as long as one HTTP
   * call may take.
   *
   * @internal
   */
  async settle(): Promise<void> {
    if (this.#reader !== undefined) return;
    try {
      await this.#options.budget.within(this.#over, { phase: "http", what: "the body" });
    } catch (error) {
      // That it does not end is for `finished` to say.
      if (!(error instanceof WaitExpired)) throw error;
    }
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of this.#options.answer.body) {
        this.#feed(decoder.decode(chunk, { stream: true }));
      }
      this.#feed(decoder.decode());
      this.#reader?.end();
      this.#end("ended");
    } catch (cause) {
      this.#end(this.#isCancelled ? "cancelled" : "cut-off", cause);
    }
  }

  #feed(text: string): void {
    if (this.#beginning.length < mostKept) this.#beginning += text.slice(0, mostKept);
    if (this.#reader !== undefined) this.#reader.feed(text);
    else if (text !== "") this.#note("text", text);
  }

  #accept({ text, event, id }: RawRecord): void {
    const { message, json } = readPayload(text);
    const heading = [
      ...(event === undefined ? [] : [`event: ${event}`]),
      ...(id === undefined ? [] : [`id: ${id}`]),
    ];
    this.#note("text", [...heading, text].join("\n"));
    const arrivedMs = this.#elapsedMs();
    this.#records.push({ json: json ? message : undefined, text, event, id, arrivedMs });
    this.#wake();
  }

  #end(how: StreamEnding["how"], cause?: unknown): void {
    this.#options.onOver();
    const atMs = this.#elapsedMs();
    this.#ending = how === "cut-off" ? { how, atMs, cause } : { how, atMs };
    const { transcript } = this.#options;
    if (how === "ended") transcript.record({ kind: "fin", direction: "in" });
    else if (how === "cancelled") this.#noteOwn("note", "cancelled by us");
    else this.#noteOwn("error", this.#interrupted(this.#ending, "its end").message);
    this.#wake();
  }

  #wake(): void {
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const changed of watchers) changed();
  }

  async #progress(what: string): Promise<void> {
    const { budget, sentMs } = this.#options;
    const lastMs = this.#records.at(-1)?.arrivedMs;
    const nowMs = budget.clock.now() - sentMs;
    const deadline = nearestDeadline(budget.limits, { startedMs: 0, lastMs, nowMs });
    const change = new Promise<void>((resolve) => this.#watchers.push(resolve));
    try {
      await budget.within(change, { ...deadline, what, seen: () => this.#seen() });
    } catch (error) {
      if (!(error instanceof WaitExpired)) throw error;
      throw new StreamExpired(error, {
        cause: error,
        limitMs: budget.limits[`${deadline.phase}Ms`],
      });
    }
  }

  #interrupted(ending: StreamEnding, what: string): StreamInterrupted {
    return new StreamInterrupted(ending, { stream: this.request, what, seen: this.#seen() });
  }

  #seen(): string[] {
    return this.#records.map(({ event, text, arrivedMs }) => {
      const name = redact(event ?? text.replaceAll(/\s+/g, " "));
      return `${event === undefined ? name.slice(0, 40) : name} at ${arrivedMs.toFixed(0)} ms`;
    });
  }

  #elapsedMs(): number {
    return this.#options.budget.clock.now() - this.#options.sentMs;
  }

  #note(kind: "text" | "note", text: string): void {
    this.#options.transcript.record({ kind, direction: "in", text });
  }

  #noteOwn(kind: "note" | "error", text: string): void {
    this.#options.transcript.record({ kind, direction: "local", text });
  }
}
