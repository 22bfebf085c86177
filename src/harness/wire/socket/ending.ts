import { redact } from "../../../ground/redact.ts";
import type { Transcript } from "../transcript.ts";
import type { Closing } from "./handshake.ts";

/** The first thing that ended a connection; whatever follows is only its consequence. */
export interface Ending {
  readonly end: Closing["end"];
  /** Milliseconds since the transcript began. */
  readonly atMs: number;
  readonly by: Closing["by"];
  readonly error: string | undefined;
}

const entries = {
  fin: { kind: "fin", direction: "in" },
  reset: { kind: "reset", direction: "in" },
  "protocol-error": { kind: "error", direction: "in" },
  terminated: { kind: "note", direction: "local" },
  "close-frame": { kind: "note", direction: "local" },
} as const;

/**
 * Turns an ending into what is reported, and writes it down in the order it happened: a close frame
 * comes before the FIN that follows it, though the client learns of it last.
 */
export function concludeWith(
  ending: Ending,
  close: { readonly code: number; readonly reason: string },
  transcript: Transcript,
): Closing {
  const { end, atMs, by, error } = ending;
  const frame = close.code !== 1006;
  if (frame) {
    transcript.record({
      kind: "close",
      direction: "in",
      code: close.code,
      text: close.reason,
      atMs,
    });
  }
  const text = error ?? (end === "terminated" ? "terminated by us" : "");
  transcript.record({ ...entries[end], text, atMs });
  return {
    code: close.code,
    reason: redact(close.reason),
    frame,
    end: frame ? "close-frame" : end,
    by,
    ...(error === undefined || frame ? {} : { error }),
    atMs,
  };
}
