import { GapproofError } from "../../../ground/errors.ts";
import type { ExitCode } from "../../../ground/exit-code.ts";

/** How an upgrade went (RFC 6455 section 4). Redacted: safe to print. */
export interface Handshake {
  /** The connection is a WebSocket now. */
  readonly opened: boolean;
  readonly url: string;
  /** Status of the answer; 101 with `opened: false` means the client had to refuse the answer. */
  readonly status?: number;
  /** HTTP version of the answer, such as `1.1`. */
  readonly httpVersion?: string;
  /** Headers of the answer, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Subprotocols offered, in order. */
  readonly offered: readonly string[];
  /** The subprotocol in the answer. */
  readonly selected?: string;
  /**
   * Whether the answer's subprotocol is one of the offer, compared before redaction. Undefined when
   * the answer selected none.
   */
  readonly selectedIsOffered?: boolean;
  /** The answer's subprotocol carries the token back to whoever reads response headers. */
  readonly selectedLeaksToken: boolean;
  /** What the answer says of extensions: `permessage-deflate` when messages are compressed (RFC 7692). */
  readonly extensions?: string;
  /** Beginning of a refusal's body, at most 2048 characters. */
  readonly body?: string;
  /** Why it did not open, in the client's words. */
  readonly error?: string;
  /** The network's own word: `ECONNREFUSED`, `ENOTFOUND`, `CONNECT_TIMEOUT`, `HANDSHAKE_TIMEOUT`, … */
  readonly networkCode?: string;
  /** How the connection ended, when it ended before it opened. */
  readonly end?: "fin" | "reset";
  /** Until TCP, and TLS where there is one, stood. */
  readonly connectMs?: number;
  /** From there until the answer's headers. */
  readonly handshakeMs?: number;
  readonly elapsedMs: number;
}

/** How an open connection ended. Redacted. */
export interface Closing {
  /** Close code; 1006 when no close frame came, 1005 when it held none (RFC 6455 section 7.4.1). */
  readonly code: number;
  readonly reason: string;
  /** A close frame arrived. */
  readonly frame: boolean;
  /** The first thing that ended it. FIN, reset and close all end in the same event: the first wins. */
  readonly end: "close-frame" | "fin" | "reset" | "protocol-error" | "terminated";
  /** Whether we asked for it. */
  readonly by: "client" | "server";
  readonly error?: string;
  /** Milliseconds since the transcript began. */
  readonly atMs: number;
}

/** The network may do better next time: nothing of this says that the server meant it. */
const transientCodes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EAI_AGAIN",
  "CONNECT_TIMEOUT",
  "HANDSHAKE_TIMEOUT",
]);

/** A gateway without a backend, or a backend that is starting. */
const transientStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * Whether a failed handshake is worth another attempt: the network failed, or a gateway had nobody to
 * ask. A refusal, a wrong subprotocol, a TLS error or an unknown host is an answer, and stays one.
 */
function isTransient(handshake: Handshake): boolean {
  if (handshake.opened) return false;
  if (handshake.status !== undefined) return transientStatuses.has(handshake.status);
  return handshake.networkCode !== undefined && transientCodes.has(handshake.networkCode);
}

/** No WebSocket came of an attempt to connect. */
export class ConnectFailure extends GapproofError {
  override readonly name: string = "ConnectFailure";
  readonly code: string = "GAPPROOF_CONNECT";
  readonly exitCode: ExitCode = 1;
  readonly handshake: Handshake;
  /** The network failed, or a gateway had nobody to ask: another attempt makes sense. */
  readonly transient: boolean;

  constructor(handshake: Handshake) {
    super(`${handshake.url} did not become a WebSocket: ${reasonOf(handshake)}.`);
    this.handshake = handshake;
    this.transient = isTransient(handshake);
  }
}

function reasonOf(handshake: Handshake): string {
  const { status, error, networkCode, body = "" } = handshake;
  const said = body === "" ? "" : ` "${body.slice(0, 200).replaceAll(/\s+/g, " ")}"`;
  if (status !== undefined && status !== 101) return `HTTP ${status}${said}`;
  const code = networkCode === undefined || error?.includes(networkCode) ? "" : `${networkCode} `;
  return `${code}${error ?? "no reason given"}`;
}

/** An open connection ended while something was still awaited or to be sent. */
export class SessionClosed extends GapproofError {
  override readonly name: string = "SessionClosed";
  readonly code: string = "GAPPROOF_CLOSED";
  readonly exitCode: ExitCode = 1;
  readonly closing: Closing;

  constructor(closing: Closing) {
    const reason = closing.reason === "" ? "" : ` "${closing.reason}"`;
    const how = closing.frame
      ? `close frame ${closing.code}${reason}`
      : `${closing.end}, no close frame${closing.error === undefined ? "" : ` (${closing.error})`}`;
    super(
      `The session was ended by the ${closing.by} after ${Math.round(closing.atMs)} ms: ${how}.`,
    );
    this.closing = closing;
  }
}
