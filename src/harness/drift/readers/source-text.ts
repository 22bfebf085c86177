import { isUtf8 } from "node:buffer";
import { ConfigurationError } from "../../../ground/errors.ts";

/** A file of settings as it lies there, as text. */
export interface SourceText {
  /** As it was named. */
  readonly file: string;
  readonly text: string;
}

/** Nobody writes manifests this long by hand or by generator; reading one takes seconds. Bytes. */
const longest = 8 * 1024 * 1024;

/**
 * Bytes as text: UTF-8, with or without a byte order mark, or UTF-16 with one (what a shell of Windows writes),
 * and any kind of line end.
 *
 * @throws {@link ConfigurationError} naming the file, and the line where it stops being text
 */
export function textIn(file: string, bytes: Uint8Array): SourceText {
  if (bytes.length > longest)
    throw new ConfigurationError(file, `must be at most ${longest} bytes long`, {
      received: `${bytes.length} bytes`,
    });
  const text = wideTextIn(file, bytes) ?? utf8In(file, bytes);
  return { file, text: text.replaceAll(/\r\n?/g, "\n") };
}

/** UTF-16, where its mark says so. */
function wideTextIn(file: string, bytes: Uint8Array): string | undefined {
  const mark = `${bytes[0] ?? ""},${bytes[1] ?? ""}`;
  const encoding = mark === "255,254" ? "utf-16le" : mark === "254,255" ? "utf-16be" : undefined;
  if (encoding === undefined) return undefined;
  const text = new TextDecoder(encoding).decode(bytes);
  const broken = text.search(/[\0\uFFFD]/);
  if (broken === -1) return text;
  throw notText(file, lineAt(text, broken));
}

function utf8In(file: string, bytes: Uint8Array): string {
  const nul = bytes.indexOf(0);
  if (nul !== -1) throw notText(file, lineOf(bytes, nul));
  if (!isUtf8(bytes)) throw notText(file, lineOf(bytes, firstBroken(bytes)));
  return new TextDecoder("utf-8").decode(bytes);
}

function notText(file: string, line: number): ConfigurationError {
  return new ConfigurationError(
    `${file}, line ${line},`,
    "must be text in UTF-8, or in UTF-16 with a byte order mark",
  );
}

function lineOf(bytes: Uint8Array, at: number): number {
  return bytes.subarray(0, at).filter((byte) => byte === 0x0a).length + 1;
}

/** Where decoding breaks: the replacement character stands there in a decoder that goes on. */
function firstBroken(bytes: Uint8Array): number {
  const lenient = new TextDecoder("utf-8").decode(bytes);
  const at = lenient.indexOf("\uFFFD");
  return at === -1 ? bytes.length : Buffer.byteLength(lenient.slice(0, at));
}

/** Line of a position, from 1. */
function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < position; at = text.indexOf("\n", at + 1))
    line += 1;
  return line;
}
