import { redact } from "../../../ground/redact.ts";
import { acceptFor, type RawHead, valuesOf } from "./answer.ts";
import type { RawBytes, RawRequest } from "./request.ts";

/** How a connection ended. */
export interface RawEnding {
  /** `local`: by us. `fin`: cleanly, by the other side. `reset`: without a word. */
  readonly kind: "fin" | "reset" | "local";
  /** Milliseconds since it was begun. */
  readonly atMs: number;
}

/** One raw upgrade and what came of it. A value: redacted, and can be JSON. */
export interface RawHandshake {
  /** The request's bytes, without what is secret. */
  readonly sent: string;
  /** The answer's head, byte for byte but without what is secret; empty when none came. */
  readonly received: string;
  readonly status?: number;
  readonly httpVersion?: string;
  /** As they came: own case, own order, repeats kept. Redacted. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** How many subprotocols were offered. */
  readonly offered: number;
  /** Every Sec-WebSocket-Protocol of the answer, redacted. */
  readonly selected: readonly string[];
  /** Whether each of them was offered, compared before redaction. */
  readonly selectedOffered: readonly boolean[];
  /** The answer's Sec-WebSocket-Accept is the one for the key. Undefined when it has none. */
  readonly acceptRight?: boolean;
  /** Value of Sec-WebSocket-Extensions in the answer. */
  readonly extensions?: string;
  /** Beginning of the body of an answer that is no 101. Redacted. */
  readonly body: string;
  /** What came was no HTTP answer: its beginning, as text. */
  readonly noHttp?: string;
  /** Until TCP, and TLS where there is one, stood. */
  readonly connectMs?: number;
  /** From there until the answer's head was whole. */
  readonly answerMs?: number;
  /** The network's own word for why there was no answer: `ECONNREFUSED`, `TIMED_OUT`, … */
  readonly failure?: string;
  /** How the connection ended before or instead of an answer. */
  readonly ending?: RawEnding;
}

/** What is known of a handshake while it happens. */
export interface Course {
  head?: RawHead;
  text?: string;
  body?: string;
  noHttp?: string;
  connectMs?: number;
  answerMs?: number;
  failure?: string;
  ending?: RawEnding;
}

/** Tells a handshake as a value. */
export function tellHandshake(
  request: RawRequest,
  { text, key }: RawBytes,
  course: Course,
): RawHandshake {
  const { head, noHttp, connectMs, answerMs, failure, ending } = course;
  const offer = request.offer ?? [];
  return {
    sent: redact(text.trimEnd()),
    received: redact(course.text ?? ""),
    ...tellHead(head, { offer, key }),
    offered: offer.length,
    body: redact(course.body ?? "").slice(0, 2_048),
    ...present({ connectMs, answerMs, failure, ending }),
    ...present({ noHttp: noHttp && redact(noHttp).slice(0, 200) }),
  };
}

type Told = Pick<RawHandshake, "headers" | "selected" | "selectedOffered"> & Partial<RawHandshake>;

function tellHead(
  head: RawHead | undefined,
  asked: { readonly offer: readonly string[]; readonly key: string },
): Told {
  if (head === undefined) return { headers: [], selected: [], selectedOffered: [] };
  const { status, httpVersion } = head;
  const selected = valuesOf(head, "sec-websocket-protocol");
  const accept = valuesOf(head, "sec-websocket-accept");
  const extensions = valuesOf(head, "sec-websocket-extensions");
  const acceptRight = accept.length === 1 && accept[0] === acceptFor(asked.key);
  return {
    ...{ status, httpVersion },
    headers: head.headers.map(([name, value]) => [name, redactHeader(name, value)]),
    selected: selected.map(redact),
    selectedOffered: selected.map((one) => asked.offer.includes(one)),
    ...(accept.length > 0 ? { acceptRight } : {}),
    ...(extensions.length > 0 ? { extensions: extensions.join(", ") } : {}),
  };
}

/** Without what is not there: as JSON, both read the same. */
function present<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** With its name, because some values are secret for their name alone. */
function redactHeader(name: string, value: string): string {
  return redact(`${name}: ${value}`).slice(name.length + 2);
}

/** The value of a header in a handshake, all repeats joined. */
export function headerOf({ headers }: RawHandshake, name: string): string | undefined {
  const values = headers.filter(([own]) => own.toLowerCase() === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(", ");
}
