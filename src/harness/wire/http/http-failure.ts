import { explain, GapproofError } from "../../../ground/errors.ts";
import type { ExitCode } from "../../../ground/exit-code.ts";

/** How far a call had come: to the answer's first line, or into its body. */
export type HttpPhase = "answer" | "body";

/** The body was cut off, because it had grown past what a client is willing to hold. */
export class BodyTooLarge extends Error {
  override readonly name: string = "BodyTooLarge";
  readonly code: string = "BODY_TOO_LARGE";

  constructor(maxBytes: number) {
    super(`the body is larger than maxBytes (${maxBytes} bytes)`);
  }
}

/** An HTTP call that got no answer. */
export class HttpFailure extends GapproofError {
  override readonly name: string = "HttpFailure";
  readonly code: string = "GAPPROOF_HTTP";
  readonly exitCode: ExitCode = 1;
  readonly method: string;
  readonly url: string;
  /** The network's own word for it: `ECONNREFUSED`, `UND_ERR_HEADERS_TIMEOUT`, … */
  readonly networkCode: string | undefined;
  readonly elapsedMs: number;
  /** What was being waited for. */
  readonly phase: HttpPhase;

  constructor(
    call: { method: string; url: string; elapsedMs: number; phase?: HttpPhase },
    options: { cause: unknown },
  ) {
    const { cause } = options;
    super(
      `${call.method} ${call.url} got no answer after ${Math.round(call.elapsedMs)} ms: ${explain(cause)}`,
      options,
    );
    this.method = call.method;
    this.url = call.url;
    this.elapsedMs = call.elapsedMs;
    this.phase = call.phase ?? "answer";
    this.networkCode = networkCodeOf(cause);
  }
}

function networkCodeOf(cause: unknown): string | undefined {
  for (let at = cause; at instanceof Error; at = at.cause) {
    if ("code" in at && typeof at.code === "string") return at.code;
    if (at.name === "TimeoutError") return "TIMEOUT";
  }
  return undefined;
}
