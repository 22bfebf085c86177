import { createHash } from "node:crypto";

/** The head of an HTTP/1.1 answer, exactly as it came: names in their own case, repeats kept. */
export interface RawHead {
  readonly httpVersion: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** Longest head that is waited for. Bytes. */
const longestHead = 65_536;

/**
 * Reads an answer's head (RFC 9112 section 2.1), more leniently than a client may.
 *
 * @returns undefined while it is not whole, `null` when it is no HTTP
 */
export function headOf(
  bytes: Buffer,
): { readonly head: RawHead; readonly text: string; readonly size: number } | null | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end === -1) {
    const begins = bytes.subarray(0, 5).toString("latin1");
    return "HTTP/".startsWith(begins) || begins === "HTTP/"
      ? bytes.length > longestHead
        ? null
        : undefined
      : null;
  }
  const text = bytes.subarray(0, end).toString("latin1");
  const [line = "", ...lines] = text.split("\r\n");
  const status = /^HTTP\/(\d(?:\.\d)?) (\d{3})(?: (.*))?$/.exec(line);
  if (status === null) return null;
  const headers = lines.map((header): readonly [string, string] => {
    const colon = header.indexOf(":");
    return [header.slice(0, Math.max(0, colon)), header.slice(colon + 1).trim()];
  });
  const [, httpVersion = "", code = "", reason = ""] = status;
  return { head: { httpVersion, status: Number(code), reason, headers }, text, size: end + 4 };
}

/** Every value of a header, in order. */
export function valuesOf(head: RawHead, name: string): readonly string[] {
  return head.headers.filter(([own]) => own.toLowerCase() === name).map(([, value]) => value);
}

/** What `Sec-WebSocket-Accept` must say (RFC 6455 section 4.2.2). */
export function acceptFor(key: string): string {
  return createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
}
