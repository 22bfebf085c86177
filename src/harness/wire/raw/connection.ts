import { randomBytes } from "node:crypto";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Clock } from "../../../ground/clock.ts";
import { codeOf } from "../socket/network-code.ts";
import { headOf } from "./answer.ts";
import { clientFrame, FrameReader, type FrameShape, firstByte, type RawFrame } from "./frames.ts";
import { type Course, type RawEnding, type RawHandshake, tellHandshake } from "./handshake.ts";
import { type RawBytes, type RawRequest, spellOut } from "./request.ts";

export interface RawLimits {
  readonly clock: Clock;
  /** Until TCP, and TLS where there is one, stands. Milliseconds. */
  readonly connectMs: number;
  /** From there until the answer's head is whole. Milliseconds. */
  readonly answerMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** How long the body of a refusal may keep us. Milliseconds. */
const bodyMs = 150;

/**
 * One connection on which every byte is ours: what a library would refuse, repair or hide is seen here.
 * Nothing is answered by itself, no ping and no close frame.
 */
export class RawConnection implements Disposable {
  readonly frames: RawFrame[] = [];
  readonly #limits: RawLimits;
  readonly #request: RawRequest;
  readonly #bytes: RawBytes;
  readonly #socket: Socket;
  readonly #reader: FrameReader = new FrameReader();
  readonly #watchers: Set<() => void> = new Set();
  readonly #startMs: number;
  readonly #course: Course = {};
  #received: Buffer = Buffer.alloc(0);
  #ending: RawEnding | undefined;

  private constructor(request: RawRequest, limits: RawLimits) {
    this.#request = request;
    this.#limits = limits;
    this.#bytes = spellOut(request);
    this.#startMs = limits.clock.now();
    this.#socket = socketFor(request);
    const { protocol } = new URL(request.url);
    this.#socket.once(protocol === "wss:" ? "secureConnect" : "connect", () => this.#connected());
    this.#socket.on("data", (bytes: Buffer) => this.#heard(bytes));
    this.#socket.on("end", () => this.#ended("fin"));
    this.#socket.on("error", (error) => {
      this.#course.failure ??= codeOf(error) ?? error.message;
      this.#ended("reset");
    });
    this.#socket.on("close", () => this.#ended("fin"));
    limits.signal?.addEventListener("abort", this.#hangUp, { once: true });
    // A signal tells nobody who comes late.
    if (limits.signal?.aborted === true) this.#hangUp();
  }

  /** Asks for an upgrade, and comes back when it was answered, ended, or took too long. Never throws. */
  static async open(request: RawRequest, limits: RawLimits): Promise<RawConnection> {
    const connection = new RawConnection(request, limits);
    await connection.#handshake();
    return connection;
  }

  /** How the upgrade went. */
  get handshake(): RawHandshake {
    return tellHandshake(this.#request, this.#bytes, this.#course);
  }

  /** The other side switched protocols, whatever else it said. */
  get switched(): boolean {
    return this.#course.head?.status === 101;
  }

  get ending(): RawEnding | undefined {
    return this.#ending;
  }

  /** Bytes that came behind the last whole frame. */
  get pendingBytes(): number {
    return this.#reader.pendingBytes;
  }

  /** Milliseconds since the connection was begun. */
  get ageMs(): number {
    return this.#limits.clock.now() - this.#startMs;
  }

  /** Sends one masked frame; nothing when the connection has ended. */
  send(opcode: number, payload: Buffer | string = "", shape: FrameShape = {}): void {
    if (this.#ending !== undefined) return;
    this.#socket.write(clientFrame(firstByte(opcode, shape), Buffer.from(payload), randomBytes(4)));
  }

  /**
   * Waits until something holds, the connection ends, or the time is up.
   *
   * @returns whether it held
   */
  until(holds: () => boolean, withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const look = (): void => {
        const held = holds();
        if (held || this.#ending !== undefined) settle(held);
      };
      const settle = (held: boolean): void => {
        stopTimer();
        this.#watchers.delete(look);
        resolve(held);
      };
      const stopTimer = this.#limits.clock.after(withinMs, () => settle(holds()));
      this.#watchers.add(look);
      look();
    });
  }

  /** Hangs up without ceremony. */
  [Symbol.dispose](): void {
    this.#hangUp();
    this.#limits.signal?.removeEventListener("abort", this.#hangUp);
  }

  readonly #hangUp = (): void => {
    this.#ended("local");
    this.#socket.destroy();
  };

  async #handshake(): Promise<void> {
    const { connectMs, answerMs } = this.#limits;
    const stands = await this.until(() => this.#course.connectMs !== undefined, connectMs);
    if (!stands) return this.#giveUp("CONNECT_TIMED_OUT");
    const answered = await this.until(() => this.#isAnswered(), answerMs);
    if (!answered) return this.#giveUp("ANSWER_TIMED_OUT");
    if (!this.switched) {
      await this.until(() => false, bodyMs);
      this.#course.body = this.#received.toString("utf8");
    }
  }

  #isAnswered(): boolean {
    return this.#course.head !== undefined || this.#course.noHttp !== undefined;
  }

  #giveUp(word: string): void {
    if (this.#ending === undefined) this.#course.failure ??= word;
    else this.#course.ending = this.#ending;
    this.#hangUp();
  }

  #connected(): void {
    this.#course.connectMs = this.ageMs;
    this.#socket.write(this.#bytes.text);
    this.#wake();
  }

  #heard(bytes: Buffer): void {
    if (this.switched) this.frames.push(...this.#reader.read(bytes, this.ageMs));
    else this.#heardHead(bytes);
    this.#wake();
  }

  #heardHead(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    if (this.#isAnswered()) return;
    const read = headOf(this.#received);
    if (read === undefined) return;
    this.#course.answerMs = this.ageMs - (this.#course.connectMs ?? 0);
    if (read === null) {
      this.#course.noHttp = this.#received.toString("latin1");
      return;
    }
    this.#course.head = read.head;
    this.#course.text = read.text;
    this.#received = this.#received.subarray(read.size);
    if (this.switched) this.frames.push(...this.#reader.read(this.#received, this.ageMs));
  }

  /** The first word counts: FIN, reset and close all end in the same event. */
  #ended(kind: RawEnding["kind"]): void {
    this.#ending ??= { kind, atMs: this.ageMs };
    this.#wake();
  }

  #wake(): void {
    for (const look of [...this.#watchers]) look();
  }
}

function socketFor({ url, address }: RawRequest): Socket {
  const at = new URL(url);
  const host = at.hostname.replace(/^\[|\]$/g, "");
  const secure = at.protocol === "wss:";
  const port = Number(at.port) || (secure ? 443 : 80);
  const way = { host: address ?? host, port, autoSelectFamily: true, noDelay: true };
  if (!secure) return connectTcp(way);
  const name = isIP(host) === 0 ? { servername: host } : {};
  // An upgrade needs HTTP/1.1 (RFC 6455 section 4.1).
  return connectTls({ ...way, ...name, ALPNProtocols: ["http/1.1"] });
}
