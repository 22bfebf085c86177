import type { Answer } from "../../src/harness/wire/http/operation.ts";

const seconds = /^\d+(\.\d+)?$/;
/** The one form of a date a sender may use (RFC 9110 section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`. */
const date = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** When to come back, as an answer that puts somebody off says it (RFC 9110 section 10.2.3). */
export interface RetryHint {
  /** The header as it came; undefined when it did not. */
  readonly text: string | undefined;
  /** From the answer on; undefined when the header is neither seconds nor a date. */
  readonly waitMs: number | undefined;
}

/** @param header - its name, however it is spelt */
export function retryHint(answer: Answer, header: string): RetryHint {
  const text = answer.headers[header.toLowerCase()]?.trim();
  if (text === undefined) return { text, waitMs: undefined };
  if (seconds.test(text)) return { text, waitMs: Number(text) * 1000 };
  if (!date.test(text)) return { text, waitMs: undefined };
  // Told by the server's own clock, where it says what that shows.
  const saidAt = Date.parse(answer.headers.date ?? "");
  const since = Number.isNaN(saidAt) ? answer.startedAt.getTime() + answer.elapsedMs : saidAt;
  return { text, waitMs: Date.parse(text) - since };
}
