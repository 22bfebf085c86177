import type { ExitCode } from "./exit-code.ts";
import { redact } from "./redact.ts";

/**
 * Everything gapproof throws on purpose.
 *
 * `code` is stable and meant for programs, `message` for people; a subclass lives beside the code
 * that throws it and carries what was tried as data. The message is redacted at birth, because an
 * error travels into logs, reports and annotations that nobody scrubs again.
 */
export abstract class GapproofError extends Error {
  /** Stable identifier such as `GAPPROOF_TARGET`. */
  abstract readonly code: string;
  /** What a command that ends with this error exits with. */
  abstract readonly exitCode: ExitCode;

  constructor(message: string, options?: ErrorOptions) {
    super(redact(message), options);
  }
}

/** An option, variable or file holds something gapproof refuses to guess about. */
export class ConfigurationError extends GapproofError {
  override readonly name: string = "ConfigurationError";
  readonly code: string = "GAPPROOF_CONFIGURATION";
  readonly exitCode: ExitCode = 2;
  /** The option, variable or file at fault, as the person wrote it. */
  readonly subject: string;
  /** The value received, redacted. */
  readonly received: string | undefined;

  /**
   * @param subject - option, variable or file at fault
   * @param rule - what it must be, e.g. `must be a port between 1 and 65535`
   * @param details - `received`: the value it was, if there is one to show; `cause`
   */
  constructor(
    subject: string,
    rule: string,
    details: { readonly received?: string | undefined; readonly cause?: unknown } = {},
  ) {
    const { received, cause } = details;
    super(`${subject} ${rule}${received === undefined ? "" : `, got "${received}"`}.`, { cause });
    this.subject = subject;
    this.received = received === undefined ? undefined : redact(received);
  }
}

/** The message of anything that can be thrown, with its causes, redacted, on one line. */
export function explain(error: unknown): string {
  const seen: string[] = [];
  for (let at: unknown = error; at !== undefined && seen.length < 5; at = causeOf(at)) {
    const text = wordsOf(at);
    if (text !== "" && !seen.some((earlier) => earlier.includes(text))) seen.push(text);
  }
  return redact(seen.join(" ← "));
}

/** Our own messages say all there is; what lies under them is for debuggers. */
function causeOf(error: unknown): unknown {
  return error instanceof Error && !(error instanceof GapproofError) ? error.cause : undefined;
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (error.message === "") return code || error.name;
  return code === "" || error.message.includes(code) ? error.message : `${code} ${error.message}`;
}
