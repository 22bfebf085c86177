import { matchesAny } from "../../../../contract/match.ts";
import { parsed } from "../../../wire/json.ts";
import { RawConnection } from "../../../wire/raw/connection.ts";
import { opcodes, type RawFrame } from "../../../wire/raw/frames.ts";
import { upgradeRequest } from "../../../wire/raw/upgrade-request.ts";
import { carriageOf } from "../../../wire/socket/carrier.ts";
import type { CensusPlace } from "../../census/take-census.ts";
import { type Unmeasurable, unmeasurable } from "./measurement.ts";

/** A message as it came, parsed. */
interface Heard {
  readonly message: unknown;
  /** Milliseconds since the connection was begun. */
  readonly atMs: number;
}

/** How the other side ended a session. */
interface Ended {
  /** Milliseconds since the connection was begun. */
  readonly atMs: number;
  /** Of its close frame (RFC 6455 section 5.5.1); 1005 where that held none, undefined where none came. */
  readonly code: number | undefined;
}

export function tellEnd({ code }: Ended): string {
  return code === undefined ? "ended without a close frame" : `closed with ${code}`;
}

/**
 * An authenticated session on which we say nothing by ourselves. Pings are answered, as they must be (RFC 6455
 * section 5.5.2): a server that misses a pong takes us for dead, and not for idle.
 */
export class SilentSession implements Disposable {
  /** When we said our last word: the request, or the token where it travels as a message. */
  readonly silentSinceMs: number;
  readonly #connection: RawConnection;
  #tended = 0;

  private constructor(connection: RawConnection, silentSinceMs: number) {
    this.#connection = connection;
    this.silentSinceMs = silentSinceMs;
  }

  /**
   * Opens one and waits for the greeting where there is one.
   *
   * @throws UserUnavailable when there is nobody to open it with
   */
  static async open(place: CensusPlace): Promise<SilentSession | Unmeasurable> {
    const { contract, wire, ws, limits, clock } = place;
    const { token } = await wire.user();
    const request = upgradeRequest(contract, ws, { token });
    const connection = await RawConnection.open(
      { ...request, headers: { ...wire.trace.headers(), ...request.headers } },
      {
        ...{ clock, connectMs: limits.connectMs, answerMs: limits.handshakeMs },
        signal: wire.signal,
      },
    );
    const { handshake, switched } = connection;
    if (!switched) {
      connection[Symbol.dispose]();
      return unmeasurable(`no session: ${handshake.status ?? handshake.failure ?? "no answer"}`);
    }
    const { welcome, carriers } = contract.websocket;
    const { firstMessage } = carriageOf(carriers[0], token);
    if (firstMessage !== undefined) connection.send(opcodes.text, JSON.stringify(firstMessage));
    const session = new SilentSession(connection, connection.ageMs);
    if (welcome === undefined) return session;
    const isGreeted = (): boolean =>
      session.heard().some(({ message }) => matchesAny(contract, welcome.match, message));
    if (await session.until(isGreeted, limits.welcomeMs)) return session;
    session[Symbol.dispose]();
    const end = session.ended;
    return unmeasurable(`no session: ${end?.code === undefined ? "no greeting" : tellEnd(end)}`);
  }

  get frames(): readonly RawFrame[] {
    return this.#connection.frames;
  }

  get ageMs(): number {
    return this.#connection.ageMs;
  }

  /** Messages that are JSON, from the frame with this number on. */
  heard(from = 0): readonly Heard[] {
    return this.frames.slice(from).flatMap(({ opcode, payload, atMs }) => {
      const message = opcode === opcodes.text ? parsed(payload.toString("utf8")) : undefined;
      return message === undefined ? [] : [{ message, atMs }];
    });
  }

  get ended(): Ended | undefined {
    const { ending } = this.#connection;
    const close = this.frames.find(({ opcode }) => opcode === opcodes.close);
    if (close !== undefined) {
      const code = close.payload.length < 2 ? 1005 : close.payload.readUInt16BE(0);
      return { atMs: close.atMs, code };
    }
    return ending && { atMs: ending.atMs, code: undefined };
  }

  /** Breaks the silence. */
  say(text: string): void {
    this.#connection.send(opcodes.text, text);
  }

  /** Waits until something holds, the session ends, or the time is up. @returns whether it held */
  async until(holds: () => boolean, withinMs: number): Promise<boolean> {
    let held = false;
    await this.#connection.until(() => {
      this.#answerPings();
      held = holds();
      return held || this.ended !== undefined;
    }, withinMs);
    return held;
  }

  [Symbol.dispose](): void {
    this.#connection[Symbol.dispose]();
  }

  /** Each with a pong that has its payload (RFC 6455 section 5.5.3). */
  #answerPings(): void {
    for (const { opcode, payload } of this.frames.slice(this.#tended))
      if (opcode === opcodes.ping) this.#connection.send(opcodes.pong, payload);
    this.#tended = this.frames.length;
  }
}
