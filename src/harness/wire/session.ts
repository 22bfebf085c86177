import type { Contract } from "../../contract/contract.ts";
import { matchesAny } from "../../contract/match.ts";
import { fill, type TemplateValues } from "../../contract/template.ts";
import { redact } from "../../ground/redact.ts";
import type { Budget } from "./budget.ts";
import { CapabilityMissing } from "./http/operation.ts";
import type { ConnectAttempt } from "./retry.ts";
import { isAside, type RunEvent, readEvent } from "./run/event.ts";
import { newMessageId, type Question, type QuestionIds } from "./run/question.ts";
import { Run } from "./run/run.ts";
import { Runs } from "./run/runs.ts";
import {
  type Exchange,
  type ExchangeOptions,
  frameName,
  type NextOptions,
  type Reply,
  SendRefused,
  type SessionMetrics,
  type Wanted,
  type Welcome,
} from "./session-terms.ts";
import { keepSilence } from "./silence.ts";
import { type Closing, type Handshake, SessionClosed } from "./socket/handshake.ts";
import type { Frame, PendingFrame } from "./socket/inbox.ts";
import type { WireSocket } from "./socket/wire-socket.ts";
import type { Transcript } from "./transcript.ts";
import type { User } from "./user/user.ts";

export interface SessionOptions {
  readonly contract: Contract;
  readonly budget: Budget;
  readonly socket: WireSocket;
  readonly handshake: Handshake;
  readonly transcript: Transcript;
  readonly attempts: readonly ConnectAttempt[];
  readonly user: User | undefined;
  /** Thread of questions that name none. */
  readonly threadId: string;
  readonly welcome: Welcome | undefined;
}

/** An open, authenticated, greeted WebSocket. */
export class Session implements AsyncDisposable {
  readonly transcript: Transcript;
  readonly handshake: Handshake;
  /** Every attempt it took to connect, the successful one included. */
  readonly attempts: readonly ConnectAttempt[];
  readonly user: User | undefined;
  readonly threadId: string;
  /** The greeting's message; undefined when the contract promises none. */
  readonly welcome: unknown;
  readonly connectionId: string | undefined;
  /** How it ended; never rejects. */
  readonly closed: Promise<Closing>;
  readonly #options: SessionOptions;
  readonly #socket: WireSocket;
  readonly #budget: Budget;
  readonly #runs: Runs = new Runs();

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#socket = options.socket;
    this.#budget = options.budget;
    this.transcript = options.transcript;
    this.handshake = options.handshake;
    this.attempts = options.attempts;
    this.user = options.user;
    this.threadId = options.threadId;
    this.welcome = options.welcome?.message;
    this.connectionId = options.welcome?.connectionId;
    this.closed = options.socket.closed;
    options.socket.inbox.listen((frame) => {
      const event = readEvent(options.contract, frame);
      if (event !== undefined) this.#runs.deliver(event);
    });
    void this.closed.then((closing) => this.#runs.interrupt(new SessionClosed(closing)));
  }

  get isOpen(): boolean {
    return this.#socket.isOpen;
  }

  /** The negotiated subprotocol, redacted: it may carry the token. Empty when none was selected. */
  get protocol(): string {
    return this.#socket.protocol;
  }

  /** Every frame that arrived, the greeting included. */
  get frames(): readonly Frame[] {
    return this.#socket.inbox.frames;
  }

  /** Events that belong to no question asked here: somebody else's, or mislabelled. */
  get strays(): readonly RunEvent[] {
    return this.#runs.strays;
  }

  get metrics(): SessionMetrics {
    const { handshake, welcome } = this.#options;
    return {
      connectMs: handshake.connectMs ?? 0,
      handshakeMs: handshake.handshakeMs ?? 0,
      welcomeMs: welcome?.elapsedMs,
      durationMs: this.transcript.nowMs(),
      sentCount: this.#socket.sentCount,
      receivedCount: this.frames.length,
      bytesReceived: this.#socket.bytesReceived,
    };
  }

  /**
   * Sends a value as JSON. The value is not changed.
   *
   * @throws {@link SendRefused} when the session is not open
   */
  send(message: unknown): void {
    this.sendText(JSON.stringify(message));
  }

  /** Sends a text frame as it is, JSON or not. @throws {@link SendRefused} */
  sendText(text: string): void {
    this.#assertOpen(`the frame ${redact(text).slice(0, 80)}`);
    this.#socket.sendText(text);
  }

  /** Sends a binary frame. @throws {@link SendRefused} */
  sendBinary(data: Uint8Array): void {
    this.#assertOpen(`a binary frame of ${data.byteLength} bytes`);
    this.#socket.sendBinary(data);
  }

  /**
   * The next message that is wanted and was not taken before, whether it has arrived already or not.
   * Messages in between stay available to later waits.
   *
   * @throws {@link WaitExpired} when time is up, {@link SessionClosed} when nothing can come any more
   */
  async next(wanted: Wanted, options: NextOptions): Promise<Frame> {
    return await this.#awaited(this.#socket.inbox.next(this.#wants(wanted)), options, 0);
  }

  /**
   * Sends a message and waits for its answer; what arrived before does not count as one.
   *
   * @param exchange - as the contract declares it; its message may hold placeholders, a message that is
   *   one text is sent as it is
   * @param options - `values` for the placeholders; the session knows now, threadId, userId and a new
   *   messageId by itself
   * @throws as `send` and `next`; {@link CapabilityMissing} for an exchange the contract lacks, RangeError
   *   naming a placeholder without a value
   */
  async exchange(exchange: Exchange | undefined, options: ExchangeOptions = {}): Promise<Reply> {
    if (exchange === undefined)
      throw new CapabilityMissing(this.#options.contract, "this exchange");
    const { values, ...waiting } = options;
    const from = this.frames.length;
    const sentMs = this.transcript.nowMs();
    if (typeof exchange.send === "string") this.sendText(exchange.send);
    else this.send(fill(exchange.send, { ...this.#values(), ...values }));
    const pending = this.#socket.inbox.next(this.#wants([exchange.expect]), from);
    const what = `the answer ${exchange.expect.types.join(" or ")}`;
    const frame = await this.#awaited(pending, { what, ...waiting }, from);
    return { ...frame, elapsedMs: frame.arrivedMs - sentMs };
  }

  /**
   * Listens for the full duration and returns when nothing came but noise.
   *
   * @param ms - how long
   * @param what - who is to be silent, in words
   * @param counts - which messages break the silence (@default all but noise and greetings)
   * @throws {@link SilenceBroken}, or {@link SessionClosed}: a closed connection's silence proves nothing
   */
  async silence(ms: number, what: string, counts?: Wanted): Promise<void> {
    const wanted = counts ?? ((message: unknown) => !isAside(this.#options.contract, message));
    await keepSilence(this.#socket.inbox, this.#budget, { ms, what, counts: this.#wants(wanted) });
  }

  /**
   * Goes on listening for the contract's `stragglersMs`, so that what comes too late is seen: in `strays`,
   * in a run's `deviations`, in `frames`.
   *
   * @throws {@link SessionClosed} when the connection ends meanwhile: its silence would prove nothing
   */
  async linger(): Promise<void> {
    await this.silence(this.#budget.limits.stragglersMs, "nobody", () => false);
  }

  /**
   * A ping frame and its pong: is the transport alive? (RFC 6455 section 5.5.2)
   *
   * @returns the round trip in milliseconds
   * @throws {@link WaitExpired}, {@link SendRefused}, {@link SessionClosed}
   */
  async ping(): Promise<number> {
    this.#assertOpen("a ping");
    const start = this.transcript.nowMs();
    const lost = this.closed.then((closing) => Promise.reject(new SessionClosed(closing)));
    const pong = Promise.race([this.#socket.ping(), lost]);
    await this.#budget.within(pong, { phase: "reply", what: "the pong to a ping frame" });
    return this.transcript.nowMs() - start;
  }

  /**
   * Asks a question the way the contract says and waits for the run's own last bookend.
   *
   * @throws {@link RunExpired} by the deadline that ran out, {@link RunInterrupted} when the connection
   *   ends first, {@link SendRefused} when the session is not open
   */
  async ask(question: string | Partial<Question>, ids?: Partial<QuestionIds>): Promise<Run> {
    return await this.start(question, ids).finished();
  }

  /**
   * Asks a question and returns at once: the run fills while events arrive, `finished` waits for its
   * end.
   *
   * @param question - a prompt, or what a contract's question holds; `send` replaces the message that
   *   carries it
   * @throws {@link SendRefused} when the session is not open
   */
  start(question: string | Partial<Question>, ids: Partial<QuestionIds> = {}): Run {
    const { contract } = this.#options;
    const asked = typeof question === "string" ? { prompt: question } : question;
    const { prompt = contract.question.prompt } = asked;
    const threadId = ids.threadId ?? asked.threadId ?? this.threadId;
    const messageId = ids.messageId ?? asked.messageId ?? newMessageId();
    this.#assertOpen("a question");
    const from = this.frames.length;
    const run = new Run({
      ...{ contract, budget: this.#budget, prompt, threadId, messageId },
      nowMs: () => this.transcript.nowMs(),
      seen: () => this.#seen(from),
    });
    this.#runs.add(run);
    const values = { ...this.#values(), prompt, threadId, messageId };
    this.send(fill(asked.send ?? contract.question.send, values));
    return run;
  }

  /**
   * Stops reading from the socket, as a reader that is too slow does: what the server sends piles up on
   * its side. Closing reads on first.
   */
  pause(): void {
    this.#socket.pause();
  }

  /** Reads on; what was sent meanwhile arrives now, in its order. */
  resume(): void {
    this.#socket.resume();
  }

  /**
   * The closing handshake, bounded; a server that does not answer it is hung up on.
   *
   * @param withinMs - how long the server may take (@default 1000)
   */
  async close(code = 1000, withinMs = 1000): Promise<Closing> {
    this.#socket.close(code);
    // Real time: tearing down must not depend on a clock somebody else winds.
    const timer = setTimeout(() => this.#socket.terminate(), withinMs);
    try {
      return await this.closed;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Hangs up without a closing handshake, as a lost network would. */
  async drop(): Promise<Closing> {
    this.#socket.terminate();
    return await this.closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #wants(wanted: Wanted): (frame: Frame) => boolean {
    if (typeof wanted === "function") return (frame) => wanted(frame.message, frame);
    return (frame) => matchesAny(this.#options.contract, wanted, frame.message);
  }

  async #awaited(pending: PendingFrame, options: NextOptions, from: number): Promise<Frame> {
    const wait = { phase: "reply", ...options, seen: () => this.#seen(from) } as const;
    return await this.#budget.within(pending.frame, wait, pending.cancel);
  }

  #seen(from: number): string[] {
    return this.frames.slice(from).map(frameName);
  }

  /** What a template may name without being told. */
  #values(): TemplateValues {
    const now = this.#budget.clock.date().toISOString();
    return { now, messageId: newMessageId(), threadId: this.threadId, userId: this.user?.id };
  }

  #assertOpen(what: string): void {
    if (!this.isOpen) throw new SendRefused(what);
  }
}
