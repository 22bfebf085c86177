import type { Clock } from "../../../ground/clock.ts";
import type { Transcript } from "../transcript.ts";
import type { HandshakeLogOptions } from "./handshake-log.ts";

/** What one connection is made of. */
export interface DialOptions extends HandshakeLogOptions {
  /** Extra headers. Never `Sec-WebSocket-Protocol`: a client that was not told refuses the answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Offers compression of messages as browsers do (RFC 7692 section 7). @default false */
  readonly compression?: boolean | undefined;
  /** Limit of TCP and TLS. */
  readonly connectMs: number;
  /** Limit from there to the answer. */
  readonly handshakeMs: number;
  readonly clock: Clock;
  readonly transcript: Transcript;
  /** Reads a message's type. */
  readonly typeOf: (message: unknown) => string | undefined;
}
