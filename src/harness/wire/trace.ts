import { randomBytes } from "node:crypto";

/**
 * One trace id for everything a check sends, so that its requests can be found in the server's logs.
 *
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export class Trace {
  readonly #checkId: string | undefined;

  /** @param checkId - goes with every request, so that a server's log can be read check by check */
  constructor(checkId?: string) {
    this.#checkId = checkId;
  }

  /** 32 lower-case hexadecimal digits. */
  readonly id: string = nonZeroHex(16);

  /** A `traceparent` value with a new span id: one per request. */
  traceparent(): string {
    return `00-${this.id}-${nonZeroHex(8)}-01`;
  }

  headers(): Readonly<Record<string, string>> {
    const state = this.#checkId === undefined ? {} : { tracestate: stateOf(this.#checkId) };
    return { traceparent: this.traceparent(), ...state };
  }
}

/** @see https://www.w3.org/TR/trace-context/#tracestate-header at most 256 printable characters */
function stateOf(checkId: string): string {
  return `gapproof=${checkId
    .replaceAll(/[^\x20-\x7e]|[,=]/g, "_")
    .slice(0, 256)
    .trimEnd()}`;
}

// An id of nothing but zeros is invalid by the specification.
function nonZeroHex(bytes: number): string {
  const hex = randomBytes(bytes).toString("hex");
  return /[1-9a-f]/.test(hex) ? hex : nonZeroHex(bytes);
}
