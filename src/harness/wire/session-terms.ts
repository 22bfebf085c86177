import type { MessageMatch } from "../../contract/contract.ts";
import type { Template, TemplateValues } from "../../contract/template.ts";
import { GapproofError } from "../../ground/errors.ts";
import type { ExitCode } from "../../ground/exit-code.ts";
import type { Frame } from "./socket/inbox.ts";

/** The server's greeting. */
export interface Welcome {
  readonly message: unknown;
  readonly connectionId: string | undefined;
  /** From the open connection to the greeting. */
  readonly elapsedMs: number;
}

/** What one session cost and carried. Milliseconds; counts of data frames. */
export interface SessionMetrics {
  readonly connectMs: number;
  readonly handshakeMs: number;
  readonly welcomeMs: number | undefined;
  readonly durationMs: number;
  readonly sentCount: number;
  readonly receivedCount: number;
  readonly bytesReceived: number;
}

/** Which message is awaited: by the contract's description, or by looking at it. */
export type Wanted = readonly MessageMatch[] | ((message: unknown, frame: Frame) => boolean);

/** Something to send and what must come back. */
export interface Exchange {
  /** A string is sent as it is, JSON or not. */
  readonly send: Template;
  readonly expect: MessageMatch;
}

/** The answer to an exchange. */
export interface Reply extends Frame {
  /** From sending to arrival. Milliseconds. */
  readonly elapsedMs: number;
}

/** How long to wait (@default the contract's reply limit), and for what, in words. */
export interface NextOptions {
  readonly withinMs?: number;
  readonly what: string;
}

/** How long to wait for the answer to an exchange, and what its placeholders stand for. */
export interface ExchangeOptions extends Partial<NextOptions> {
  /** Over the session's own: now (ISO 8601), threadId, userId, messageId. */
  readonly values?: TemplateValues;
}

/** Something was to be sent on a connection that is not open. */
export class SendRefused extends GapproofError {
  override readonly name: string = "SendRefused";
  readonly code: string = "GAPPROOF_SEND";
  readonly exitCode: ExitCode = 1;

  constructor(what: string) {
    super(`${what} was not sent: the session is not open.`);
  }
}

/** A frame in a few words, for lists of what was seen. */
export function frameName(frame: Frame): string {
  const what = frame.type ?? (frame.binary ? "a binary frame" : "a frame without a type");
  return `${what} at ${frame.arrivedMs.toFixed(0)} ms`;
}
