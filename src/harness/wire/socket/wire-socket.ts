import type { ClientRequest, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { type RawData, WebSocket } from "ws";
import { explain } from "../../../ground/errors.ts";
import { redact } from "../../../ground/redact.ts";
import type { Transcript } from "../transcript.ts";
import type { DialOptions } from "./dial-options.ts";
import { concludeWith, type Ending } from "./ending.ts";
import { type Closing, type Handshake, SessionClosed } from "./handshake.ts";
import { HandshakeLog, type HandshakeOutcome } from "./handshake-log.ts";
import { Inbox } from "./inbox.ts";
import { codeOf, networkCodeOf } from "./network-code.ts";
import { readData, readPayload } from "./payload.ts";
import { readRefusal } from "./refusal.ts";

/**
 * One WebSocket connection, watched from the first byte.
 *
 * Nothing here rejects: how it opened and how it ended are values.
 */
export class WireSocket {
  readonly inbox: Inbox = new Inbox();
  /** How the handshake went. */
  readonly opened: Promise<Handshake>;
  /** How the connection ended; resolves after a failed handshake too. */
  readonly closed: Promise<Closing>;
  readonly #options: DialOptions;
  readonly #transcript: Transcript;
  readonly #log: HandshakeLog;
  readonly #ws: WebSocket;
  readonly #pongs: (() => void)[] = [];
  #settleOpened: ((handshake: Handshake) => void) | undefined;
  #settleClosed: ((closing: Closing) => void) | undefined;
  #socket: Socket | undefined;
  #ending: Ending | undefined;
  #isClosing = false;
  #hasOpened = false;
  #stopTimer: () => void = () => {};
  #sent = 0;

  constructor(options: DialOptions) {
    this.#options = options;
    this.#transcript = options.transcript;
    this.#log = new HandshakeLog(options, options.transcript);
    this.opened = new Promise((resolve) => {
      this.#settleOpened = resolve;
    });
    this.closed = new Promise((resolve) => {
      this.#settleClosed = resolve;
    });
    this.#ws = new WebSocket(options.url, [...options.offer], {
      headers: { ...options.headers },
      // Backstop in real time; the timers below know which phase ran out.
      handshakeTimeout: Math.ceil(options.connectMs + options.handshakeMs) + 1000,
      perMessageDeflate: options.compression === true,
      // By hand, below: `ws` itself hangs up on more than 60 pings at once, and it would look like the server.
      autoPong: false,
      finishRequest: (request) => this.#watchRequest(request),
    });
    this.#watchWebSocket();
    this.#limit(options.connectMs, "CONNECT_TIMEOUT", "no connection");
  }

  get isOpen(): boolean {
    return this.#ws.readyState === WebSocket.OPEN;
  }

  /** The negotiated subprotocol, redacted; empty when there is none. */
  get protocol(): string {
    return redact(this.#ws.protocol);
  }

  /** Bytes read from the network, handshake and frame headers included. */
  get bytesReceived(): number {
    return this.#socket?.bytesRead ?? 0;
  }

  /** The server answered the upgrade, whatever it said. */
  get wasAnswered(): boolean {
    return this.#log.hasAnswer;
  }

  /** Data frames sent. */
  get sentCount(): number {
    return this.#sent;
  }

  sendText(text: string): void {
    this.#sent += 1;
    const type = this.#options.typeOf(readPayload(text).message);
    this.#transcript.record({ kind: "text", direction: "out", text, type });
    this.#ws.send(text);
  }

  sendBinary(data: Uint8Array): void {
    this.#sent += 1;
    this.#transcript.record({ kind: "binary", direction: "out", bytes: data.byteLength });
    this.#ws.send(data);
  }

  /** Sends a ping frame; resolves with its pong (RFC 6455 section 5.5.2), or never. */
  ping(): Promise<void> {
    this.#transcript.record({ kind: "ping", direction: "out" });
    this.#ws.ping();
    return new Promise((resolve) => this.#pongs.push(resolve));
  }

  /** Stops reading: what the server sends piles up on its side, as with a reader that is too slow. */
  pause(): void {
    if (!this.isOpen || this.#ws.isPaused) return;
    this.#transcript.record({ kind: "note", direction: "local", text: "stopped reading" });
    this.#ws.pause();
  }

  /** Reads on; nothing that was sent meanwhile is lost. */
  resume(): void {
    if (!this.#ws.isPaused) return;
    this.#transcript.record({ kind: "note", direction: "local", text: "reads on" });
    this.#ws.resume();
  }

  /** Starts the closing handshake (RFC 6455 section 7.1.2); `closed` tells the rest. */
  close(code: number, reason = ""): void {
    if (!this.isOpen) return;
    // Whoever does not read never learns that the other side has agreed.
    this.resume();
    this.#isClosing = true;
    this.#transcript.record({ kind: "close", direction: "out", code, text: reason });
    this.#ws.close(code, reason);
  }

  /** Destroys the connection at once, in whatever state it is. */
  terminate(): void {
    this.#failed({ error: "terminated before it opened", networkCode: "TERMINATED" });
    this.#isClosing = true;
    if (this.#settleClosed !== undefined) this.#end("terminated");
    this.#ws.terminate();
  }

  #watchRequest(request: ClientRequest): void {
    request.on("socket", (socket) => this.#watchSocket(socket));
    this.#log.requested(request.getHeaders());
    request.end();
  }

  #watchSocket(socket: Socket): void {
    this.#socket = socket;
    socket.once("encrypted" in socket ? "secureConnect" : "connect", () => {
      this.#log.connected(socket);
      this.#limit(this.#options.handshakeMs, "HANDSHAKE_TIMEOUT", "no answer to the upgrade");
    });
    // First in line: the HTTP parser turns a FIN into an error called ECONNRESET.
    socket.prependListener("end", () => this.#end("fin"));
    socket.prependListener("error", (error) => {
      if (codeOf(error) === "ECONNRESET") this.#end("reset", explain(error));
    });
  }

  #watchWebSocket(): void {
    const ws = this.#ws;
    ws.on("upgrade", (answer) => this.#log.answered(answer));
    ws.on("unexpected-response", (_request, answer) => {
      this.#log.answered(answer);
      void this.#refused(answer);
    });
    ws.on("open", () => {
      this.#hasOpened = true;
      this.#settle({ opened: true });
    });
    ws.on("message", (data, binary) => this.#received(data, binary));
    ws.on("ping", (payload) => {
      this.#transcript.record({ kind: "ping", direction: "in" });
      if (!this.isOpen) return;
      this.#transcript.record({ kind: "pong", direction: "out" });
      ws.pong(payload);
    });
    ws.on("pong", () => {
      this.#transcript.record({ kind: "pong", direction: "in" });
      this.#pongs.shift()?.();
    });
    ws.on("error", (error) => {
      if (this.#hasOpened) this.#end("protocol-error", explain(error));
      else this.#failed({ error: explain(error), ...networkCodeOf(error) });
    });
    ws.on("close", (code, reason) => this.#ended(code, reason.toString()));
  }

  async #refused(answer: IncomingMessage): Promise<void> {
    this.#stopTimer();
    const body = await readRefusal(answer, this.#options.clock);
    if (body !== "") this.#transcript.record({ kind: "note", direction: "in", text: body });
    this.#settle({ opened: false, body, error: "the upgrade was refused" });
    this.terminate();
  }

  #failed(outcome: { error: string; networkCode?: string }): void {
    if (this.#settleOpened === undefined) return;
    const text = [outcome.networkCode, outcome.error].filter(Boolean).join(" ");
    this.#transcript.record({ kind: "error", direction: "local", text });
    const end = this.#ending?.end;
    const ending = end === "fin" || end === "reset" ? { end } : {};
    this.#settle({ opened: false, ...outcome, ...ending });
  }

  #settle(outcome: HandshakeOutcome): void {
    this.#stopTimer();
    this.#settleOpened?.(this.#log.result(outcome));
    this.#settleOpened = undefined;
  }

  #received(data: RawData, binary: boolean): void {
    // `ws` hands out Buffers unless told otherwise; the other types belong to other binaryTypes.
    const payload = readData(data as Buffer, binary);
    const type = payload.json ? this.#options.typeOf(payload.message) : undefined;
    const arrivedMs = this.#transcript.nowMs();
    this.#transcript.record({
      ...{ kind: binary ? "binary" : "text", direction: "in", type, atMs: arrivedMs },
      ...{ text: binary ? "" : payload.text, bytes: payload.bytes },
    });
    const n = this.inbox.frames.length;
    const arrivedAt = this.#options.clock.date();
    this.inbox.push({ ...payload, n, type, arrivedMs, arrivedAt });
  }

  #end(end: Closing["end"], error?: string): Ending {
    const by = this.#isClosing ? "client" : "server";
    this.#ending ??= { end, atMs: this.#transcript.nowMs(), by, error };
    return this.#ending;
  }

  #ended(code: number, reason: string): void {
    const closing = concludeWith(this.#end("fin"), { code, reason }, this.#transcript);
    this.inbox.end(new SessionClosed(closing));
    this.#settleClosed?.(closing);
    this.#settleClosed = undefined;
  }

  #limit(limitMs: number, networkCode: string, what: string): void {
    this.#stopTimer();
    this.#stopTimer = this.#options.clock.after(limitMs, () => {
      this.#failed({ error: `${what} within ${Math.round(limitMs)} ms`, networkCode });
      this.terminate();
    });
  }
}
