import type { Clock } from "../../ground/clock.ts";
import { redact } from "../../ground/redact.ts";

/** What happened on the wire. `fin` and `reset` are TCP's own endings, `note` is ours. */
type EntryKind =
  | "connect"
  | "request"
  | "response"
  | "text"
  | "binary"
  | "ping"
  | "pong"
  | "close"
  | "fin"
  | "reset"
  | "error"
  | "note";

/** One thing on the wire, redacted. */
export interface TranscriptEntry {
  readonly kind: EntryKind;
  /** `out` is ours, `in` the server's, `local` neither. */
  readonly direction: "in" | "out" | "local";
  /** Milliseconds since the transcript began, monotonic. */
  readonly atMs: number;
  /** Wall-clock time, ISO 8601. The server's own timestamps stay inside `text`, untouched. */
  readonly at: string;
  /** Payload, headers or reason, redacted. */
  readonly text: string;
  /** Payload bytes before redaction. */
  readonly bytes: number;
  /** The message's type, where the payload has one. */
  readonly type?: string;
  /** Close code or HTTP status. */
  readonly code?: number;
}

/** What a recorder says; the transcript adds when. */
export interface Happening {
  readonly kind: EntryKind;
  readonly direction: TranscriptEntry["direction"];
  readonly text?: string;
  readonly bytes?: number;
  readonly type?: string | undefined;
  readonly code?: number | undefined;
  /** When it happened, if that was before now; milliseconds since the transcript began. */
  readonly atMs?: number | undefined;
}

const longestLine = 300;

/**
 * Everything one connection (or one context's HTTP) said and heard, in order.
 *
 * What it was told is private; whatever can be read from it is redacted. That happens at the first
 * reading, because most transcripts belong to checks that pass and are never read.
 */
export class Transcript {
  /** What it is a transcript of: a URL or a name, redacted. */
  readonly title: string;
  readonly #raw: TranscriptEntry[] = [];
  readonly #clean = new Map<TranscriptEntry, TranscriptEntry>();
  readonly #clock: Clock;
  readonly #start: number;

  constructor(title: string, clock: Clock) {
    this.title = redact(title);
    this.#clock = clock;
    this.#start = clock.now();
  }

  get entries(): readonly TranscriptEntry[] {
    return this.#raw.map((entry) => this.#read(entry));
  }

  /** How many entries there are. */
  get size(): number {
    return this.#raw.length;
  }

  /** Everything the server sent, one frame per line, redacted: nothing it leaked can hide here. */
  get receivedText(): string {
    return this.entries
      .filter(({ direction }) => direction === "in")
      .map(({ text }) => text)
      .join("\n");
  }

  /** Milliseconds since the transcript began. */
  nowMs(): number {
    return this.#clock.now() - this.#start;
  }

  /** Writes down one thing. */
  record(happening: Happening): void {
    const { kind, direction, text = "", type, code } = happening;
    this.#raw.push({
      kind,
      direction,
      atMs: happening.atMs ?? this.nowMs(),
      at: this.#clock.date().toISOString(),
      text,
      bytes: happening.bytes ?? Buffer.byteLength(text),
      ...(type === undefined ? {} : { type }),
      ...(code === undefined ? {} : { code }),
    });
  }

  /**
   * Readable lines for a failure report: the beginning and the end, because a handshake and a last
   * word explain more than the middle.
   *
   * @param maxLines - at least 3; one line is spent on saying how many are left out
   */
  excerpt(maxLines = 40): string[] {
    const lines = (entries: readonly TranscriptEntry[]): string[] =>
      entries.map((entry) => lineOf(this.#read(entry)));
    const title = `— ${this.title}`;
    if (this.size < maxLines) return [title, ...lines(this.#raw)];
    const head = Math.max(1, Math.floor((maxLines - 1) / 2));
    const tail = Math.max(1, maxLines - 1 - head);
    const omitted = this.size + 1 - head - tail;
    return [
      ...[title, ...lines(this.#raw.slice(0, head - 1))],
      `  … ${omitted} lines …`,
      ...lines(this.#raw.slice(-tail)),
    ];
  }

  #read(entry: TranscriptEntry): TranscriptEntry {
    const known = this.#clean.get(entry);
    if (known !== undefined) return known;
    const clean = { ...entry, text: redact(entry.text) };
    this.#clean.set(entry, clean);
    return clean;
  }
}

const arrows = { in: "←", out: "→", local: "·" } as const;

function lineOf(entry: TranscriptEntry): string {
  const when = `${entry.atMs.toFixed(1).padStart(9)} ms`;
  const code = entry.code === undefined ? "" : ` ${entry.code}`;
  const text = entry.text === "" ? "" : ` ${cut(entry.text.replaceAll("\n", " ⏎ "), longestLine)}`;
  return `${when} ${arrows[entry.direction]} ${entry.kind}${code}${text}`;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}… (${text.length} characters)`;
}
