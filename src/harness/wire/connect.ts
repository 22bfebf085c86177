import { readText } from "../../contract/field.ts";
import { matchesAny } from "../../contract/match.ts";
import { redact } from "../../ground/redact.ts";
import { type RetrySettings, withRetry } from "./retry.ts";
import { newThreadId } from "./run/question.ts";
import { Session } from "./session.ts";
import type { Welcome } from "./session-terms.ts";
import { type DialRequest, dial, type Line } from "./socket/dial.ts";
import { ConnectFailure, type Handshake } from "./socket/handshake.ts";
import type { User } from "./user/user.ts";

export interface ConnectRequest extends DialRequest {
  readonly user: User | undefined;
  /** Thread of questions that name none. @default a new one */
  readonly threadId: string | undefined;
  /** Sent right behind the token, before the greeting can have come. */
  readonly early?: readonly unknown[];
  readonly retry: RetrySettings;
  /** Headers of one attempt; each has its own span id. */
  readonly headersOf: () => Readonly<Record<string, string>>;
}

interface Opened extends Line {
  readonly handshake: Handshake;
  readonly welcome: Welcome | undefined;
}

/**
 * Opens a session: upgrade, token, greeting.
 *
 * Only the network's own failures are tried again; what the server decided is final, and so is a
 * missing greeting.
 *
 * @throws {@link ConnectFailure}, {@link WaitExpired} for the greeting, {@link SessionClosed} when the
 *   server hangs up instead of greeting, {@link AttemptsFailed} after several attempts
 */
export async function openSession(request: ConnectRequest): Promise<Session> {
  const { contract, budget, user, retry } = request;
  const { value: opened, attempts } = await withRetry(() => attempt(request), {
    settings: retry,
    clock: budget.clock,
    signal: budget.signal,
    isTransient: (error) => error instanceof ConnectFailure && error.transient,
  });
  const { socket, transcript, handshake, welcome } = opened;
  const threadId = request.threadId ?? newThreadId();
  return new Session({
    ...{ contract, budget, socket, transcript, handshake, welcome, attempts, user, threadId },
  });
}

async function attempt(request: ConnectRequest): Promise<Opened> {
  const line = dial({ ...request, headers: request.headersOf() });
  const handshake = await line.socket.opened;
  try {
    // Called off is not the backend's failure.
    request.budget.signal?.throwIfAborted();
    if (!handshake.opened) throw new ConnectFailure(handshake);
    greet(line, request);
    for (const message of request.early ?? []) line.socket.sendText(JSON.stringify(message));
    return { ...line, handshake, welcome: await welcomeOf(line, handshake, request) };
  } catch (error) {
    line.socket.terminate();
    throw error;
  }
}

/** Sends the token where it travels as a message. */
export function greet({ socket }: Line, { carriage }: Pick<DialRequest, "carriage">): void {
  if (carriage.firstMessage !== undefined && socket.isOpen) {
    socket.sendText(JSON.stringify(carriage.firstMessage));
  }
}

async function welcomeOf(
  line: Line,
  handshake: Handshake,
  request: ConnectRequest,
): Promise<Welcome | undefined> {
  const { contract, budget } = request;
  const { welcome } = contract.websocket;
  if (welcome === undefined) return undefined;
  const { inbox } = line.socket;
  const pending = inbox.next((frame) => matchesAny(contract, welcome.match, frame.message));
  const wait = {
    phase: "welcome",
    what: `the greeting (${welcome.match.flatMap(({ types }) => types).join(" or ")})`,
    seen: () => inbox.frames.map(({ type, text }) => type ?? redact(text).slice(0, 40)),
  } as const;
  const { message, arrivedMs } = await budget.within(pending.frame, wait, pending.cancel);
  return {
    message,
    connectionId: readText(message, welcome.connectionId ?? []),
    elapsedMs: Math.max(0, arrivedMs - handshake.elapsedMs),
  };
}
