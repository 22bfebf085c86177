import { randomUUID } from "node:crypto";
import type { Contract, MessageMatch } from "../../../contract/contract.ts";
import { readText } from "../../../contract/field.ts";
import { matches, matchesAny } from "../../../contract/match.ts";
import { fill, type Template } from "../../../contract/template.ts";
import { parsed } from "../../wire/json.ts";
import type { RawConnection } from "../../wire/raw/connection.ts";
import { opcodes, type RawFrame } from "../../wire/raw/frames.ts";
import { carriageOf } from "../../wire/socket/carrier.ts";
import type { User } from "../../wire/user/user.ts";
import type { Lab, LabTicket } from "../lab.ts";

/** A whole text message of the server's. */
export interface Heard {
  readonly text: string;
  /** Parsed, where it is JSON. */
  readonly message: unknown;
  /** Milliseconds since the connection was begun. */
  readonly atMs: number;
}

/** A conversation over a raw connection, in the words of the contract. */
export class Dialogue implements Disposable {
  readonly connection: RawConnection;
  readonly heard: Heard[] = [];
  /** Messages said, as text frames. */
  said = 0;
  /** When the first of them was said. */
  firstSaidMs: number = Number.POSITIVE_INFINITY;
  readonly #contract: Contract;
  readonly #userId: string;
  readonly #reads: (parts: readonly RawFrame[]) => string | undefined;
  readonly #writes: DialogueOptions["writes"];
  #parts: readonly RawFrame[] = [];
  #read = 0;
  #isLeaving = false;

  private constructor(connection: RawConnection, options: DialogueOptions) {
    this.connection = connection;
    this.#contract = options.contract;
    this.#userId = options.user.id;
    this.#reads = options.reads ?? textOf;
    this.#writes = options.writes;
  }

  /** Upgrades as a user and says what the contract's carrier has to say first. @throws UserUnavailable */
  static async begin(lab: Lab, options: BeginOptions = {}): Promise<Dialogue> {
    const { user = await lab.user(), ticket = {}, reads, writes } = options;
    const connection = await lab.open(await lab.upgrade({ token: user.token, ...ticket }));
    const { contract } = lab;
    const dialogue = new Dialogue(connection, { contract, user, reads, writes });
    const { firstMessage } = carriageOf(contract.websocket.carriers[0], user.token);
    if (connection.switched && firstMessage !== undefined)
      dialogue.#text(JSON.stringify(firstMessage));
    return dialogue;
  }

  get isOpen(): boolean {
    const { switched, ending } = this.connection;
    return switched && ending === undefined && !this.#isClosing;
  }

  /** Waits until something holds, the other side closes or the time is up. @returns whether it held */
  async until(holds: () => boolean, withinMs: number): Promise<boolean> {
    if (!this.connection.switched) return false;
    await this.connection.until(() => holds() || this.#isClosing, withinMs);
    return holds();
  }

  /** Answers every ping and the close frame of the server as they come (RFC 6455 section 5.5). */
  answerPings(): void {
    const { connection } = this;
    let seen = 0;
    void connection.until(() => {
      for (; seen < connection.frames.length; seen += 1) {
        const frame = connection.frames[seen];
        const payload = frame?.payload.subarray(0, 125);
        if (frame?.opcode === opcodes.ping) connection.send(opcodes.pong, payload);
        if (frame?.opcode === opcodes.close && !this.#isLeaving)
          connection.send(opcodes.close, payload?.subarray(0, 2));
      }
      return false;
    }, longestMs);
  }

  /** Begins the closing handshake (RFC 6455 section 7.1.2). */
  leave(): void {
    this.#isLeaving = true;
    this.connection.send(opcodes.close, Buffer.from([0x03, 0xe8]));
  }

  /** Says what a contract's exchange sends. @returns false when it cannot be filled in here */
  say(send: Template, more: Readonly<Record<string, unknown>> = {}): boolean {
    if (typeof send === "string") return this.#text(send);
    try {
      const now = new Date().toISOString();
      const ids = { now, messageId: randomUUID(), threadId: randomUUID(), userId: this.#userId };
      return this.#text(JSON.stringify({ ...(fill(send, ids) as object), ...more }));
    } catch {
      return false;
    }
  }

  /** Messages from the nth on that match, read up to now. */
  matching(expect: MessageMatch | readonly MessageMatch[], from = 0): readonly Heard[] {
    this.#listen();
    const wanted = Array.isArray(expect)
      ? (expect as readonly MessageMatch[])
      : [expect as MessageMatch];
    return this.heard
      .slice(from)
      .filter(({ message }) => matchesAny(this.#contract, wanted, message));
  }

  /** Waits for a message. @returns undefined when none came in time or the connection ended before */
  async next(
    expect: MessageMatch | readonly MessageMatch[],
    from: number,
    withinMs: number,
  ): Promise<Heard | undefined> {
    await this.until(() => this.matching(expect, from).length > 0, withinMs);
    return this.matching(expect, from)[0];
  }

  /** Types of the messages heard so far, from the nth on. */
  types(from = 0): readonly string[] {
    this.#listen();
    return this.heard.slice(from).map(({ message }) => this.typeOf(message) ?? "no type");
  }

  /** The type of a message, where it has one. */
  typeOf(message: unknown): string | undefined {
    return readText(message, this.#contract.events.fields.type);
  }

  [Symbol.dispose](): void {
    this.connection[Symbol.dispose]();
  }

  get #isClosing(): boolean {
    return this.connection.frames.some(({ opcode }) => opcode === opcodes.close);
  }

  #text(text: string): boolean {
    this.said += 1;
    this.firstSaidMs = Math.min(this.firstSaidMs, this.connection.ageMs);
    if (this.#writes === undefined) this.connection.send(opcodes.text, text);
    else this.#writes(this.connection, text);
    return true;
  }

  /** Puts messages together from the frames that came since. */
  #listen(): void {
    const { frames } = this.connection;
    for (; this.#read < frames.length; this.#read += 1) {
      const frame = frames[this.#read];
      if (frame === undefined || frame.opcode >= 8) continue;
      this.#parts = frame.opcode === opcodes.continuation ? [...this.#parts, frame] : [frame];
      if (!frame.fin) continue;
      const text = this.#reads(this.#parts);
      this.#parts = [];
      if (text !== undefined) this.heard.push({ text, message: parsed(text), atMs: frame.atMs });
    }
  }
}

interface DialogueOptions {
  readonly contract: Contract;
  readonly user: User;
  /** How a message's text is had from its frames. */
  readonly reads?: ((parts: readonly RawFrame[]) => string | undefined) | undefined;
  /** How a message goes out. @default as one text frame */
  readonly writes?: ((connection: RawConnection, text: string) => void) | undefined;
}

export interface BeginOptions {
  /** @default the lab's own */
  readonly user?: User;
  readonly ticket?: LabTicket;
  readonly reads?: DialogueOptions["reads"];
  readonly writes?: DialogueOptions["writes"];
}

/** No dialogue lasts longer. Milliseconds. */
const longestMs = 120_000;

/** Whether a message may come at any time: noise, a heartbeat, a greeting. */
export function isAside(contract: Contract, message: unknown): boolean {
  const { websocket, promises } = contract;
  return (
    matchesAny(contract, websocket.noise, message) ||
    matchesAny(contract, websocket.welcome?.match ?? [], message) ||
    (promises.heartbeat !== undefined && matches(contract, promises.heartbeat.expect, message))
  );
}

function textOf(parts: readonly RawFrame[]): string | undefined {
  const [first] = parts;
  if (first?.opcode !== opcodes.text || first.rsv !== 0) return undefined;
  return Buffer.concat(parts.map(({ payload }) => payload)).toString("utf8");
}
