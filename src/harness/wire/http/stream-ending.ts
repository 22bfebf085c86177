import { explain, GapproofError } from "../../../ground/errors.ts";
import type { ExitCode } from "../../../ground/exit-code.ts";
import { listed, WaitExpired } from "../budget.ts";
import { expiryName } from "../deadline.ts";

/** How a stream ended: whole, torn off by the network or the server, or hung up on by us. */
export interface StreamEnding {
  readonly how: "ended" | "cut-off" | "cancelled";
  /** Milliseconds since the request was sent. */
  readonly atMs: number;
  readonly cause?: unknown;
}

/**
 * A stream did not get on in time. `name` says which deadline it was: `FirstEventExpired`, `GapExpired`
 * or `CompletionExpired`.
 */
export class StreamExpired extends WaitExpired {
  override readonly name: string;

  /** @param options - `limitMs`: the deadline's whole length; the last wait was for what was left of it */
  constructor(expired: WaitExpired, options: { cause: unknown; limitMs: number }) {
    const { phase, what, seen, budgetExhausted } = expired;
    const { cause, limitMs } = options;
    super({ phase, what, seen: () => seen }, budgetExhausted ? expired.limitMs : limitMs, {
      budgetExhausted,
      cause,
    });
    this.name = expiryName(phase, "StreamExpired");
  }
}

const endings = {
  ended: "ended",
  "cut-off": "was cut off",
  cancelled: "was cancelled by us",
} as const;

/** A stream was over before what was awaited had come. */
export class StreamInterrupted extends GapproofError {
  override readonly name: string = "StreamInterrupted";
  readonly code: string = "GAPPROOF_STREAM_INTERRUPTED";
  readonly exitCode: ExitCode = 1;
  readonly ending: StreamEnding;
  /** What was awaited. */
  readonly what: string;
  /** Records that had come, oldest first. */
  readonly seen: readonly string[];

  constructor(
    ending: StreamEnding,
    wait: { readonly stream: string; readonly what: string; readonly seen: readonly string[] },
  ) {
    const { stream, what, seen } = wait;
    const { how, atMs, cause } = ending;
    const why = cause === undefined ? "" : ` (${explain(cause)})`;
    super(
      `The stream ${stream} ${endings[how]} after ${Math.round(atMs)} ms, before ${what} came${why}; seen: ${listed(seen)}.`,
      cause === undefined ? undefined : { cause },
    );
    this.ending = ending;
    this.what = what;
    this.seen = seen;
  }
}
