import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { redact } from "../../../ground/redact.ts";
import type { Transcript } from "../transcript.ts";
import type { Handshake } from "./handshake.ts";

export interface HandshakeLogOptions {
  readonly url: string;
  /** Raw subprotocols. */
  readonly offer: readonly string[];
  /** The token as it is spelt on the wire, raw and encoded. */
  readonly tokens?: readonly string[];
}

/** How a handshake turned out; what the log knows by itself is not repeated. */
export type HandshakeOutcome = Pick<Handshake, "opened" | "body" | "error" | "networkCode" | "end">;

/** Writes down a handshake while it happens, and says in the end how it went. */
export class HandshakeLog {
  readonly #options: HandshakeLogOptions;
  readonly #transcript: Transcript;
  readonly #startMs: number;
  #connectedMs: number | undefined;
  #answeredMs: number | undefined;
  #answer: IncomingMessage | undefined;

  constructor(options: HandshakeLogOptions, transcript: Transcript) {
    this.#options = options;
    this.#transcript = transcript;
    this.#startMs = transcript.nowMs();
  }

  requested(headers: Readonly<Record<string, unknown>>): void {
    this.#transcript.record({ kind: "request", direction: "out", text: lines(headers) });
  }

  connected(socket: Socket): void {
    this.#connectedMs = this.#transcript.nowMs();
    const text = `${socket.remoteAddress ?? "?"}:${socket.remotePort ?? "?"}`;
    this.#transcript.record({ kind: "connect", direction: "local", text });
  }

  answered(answer: IncomingMessage): void {
    this.#answer = answer;
    this.#answeredMs = this.#transcript.nowMs();
    const text = lines(answer.headers);
    this.#transcript.record({ kind: "response", direction: "in", text, code: answer.statusCode });
  }

  /** The server answered, whatever it said. */
  get hasAnswer(): boolean {
    return this.#answer !== undefined;
  }

  result(outcome: HandshakeOutcome): Handshake {
    const { offer, url } = this.#options;
    return {
      url: redact(url),
      offered: offer.map(redact),
      headers: headersOf(this.#answer),
      elapsedMs: this.#transcript.nowMs() - this.#startMs,
      selectedLeaksToken: this.#leaksToken(),
      ...this.#selection(),
      ...this.#timing(),
      ...outcome,
    };
  }

  #selection(): Partial<Handshake> {
    const { statusCode: status, httpVersion } = this.#answer ?? {};
    const selected = this.#answer?.headers["sec-websocket-protocol"];
    const extensions = this.#answer?.headers["sec-websocket-extensions"];
    return {
      ...(status === undefined ? {} : { status }),
      ...(httpVersion === undefined ? {} : { httpVersion }),
      ...(selected === undefined
        ? {}
        : {
            selected: redact(selected),
            selectedIsOffered: this.#options.offer.includes(selected),
          }),
      ...(extensions === undefined ? {} : { extensions: redact(extensions) }),
    };
  }

  #timing(): Partial<Handshake> {
    const connected = this.#connectedMs;
    const answered = this.#answeredMs;
    return {
      ...(connected === undefined ? {} : { connectMs: connected - this.#startMs }),
      ...(connected === undefined || answered === undefined
        ? {}
        : { handshakeMs: answered - connected }),
    };
  }

  #leaksToken(): boolean {
    const selected = this.#answer?.headers["sec-websocket-protocol"] ?? "";
    return (this.#options.tokens ?? []).some((token) => selected.includes(token));
  }
}

function headersOf(answer: IncomingMessage | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(answer?.headers ?? {}).map(([name, value]) => [
      name,
      redact([value].flat().join(", ")),
    ]),
  );
}

function lines(headers: Readonly<Record<string, unknown>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${[value].flat().join(", ")}`)
    .join("\n");
}
