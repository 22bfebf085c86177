import { randomBytes } from "node:crypto";
import type { RawConnection } from "../../wire/raw/connection.ts";
import { opcodes, type RawFrame } from "../../wire/raw/frames.ts";

/** One ping frame and its pong (RFC 6455 section 5.5.2). Milliseconds since the connection was begun. */
export interface PulseSaw {
  readonly sentAtMs: number;
  readonly pongAtMs?: number;
}

/** Ping frames on a connection, each known again by its payload. */
export class Pulses {
  readonly #connection: RawConnection;
  readonly #sent: { readonly payload: Buffer; readonly sentAtMs: number }[] = [];

  constructor(connection: RawConnection) {
    this.#connection = connection;
  }

  /** Sends a ping and does not wait. */
  beat(bytes = 6): void {
    const payload = randomBytes(bytes);
    this.#sent.push({ payload, sentAtMs: this.#connection.ageMs });
    this.#connection.send(opcodes.ping, payload);
  }

  /** Waits for the pong of the last ping. @returns whether it came */
  async answered(withinMs: number): Promise<boolean> {
    const last = this.#sent.at(-1);
    if (last === undefined) return false;
    return await this.#connection.until(() => this.#pongTo(last.payload) !== undefined, withinMs);
  }

  get saw(): readonly PulseSaw[] {
    return this.#sent.map(({ payload, sentAtMs }) => {
      const pong = this.#pongTo(payload);
      return { sentAtMs, ...(pong === undefined ? {} : { pongAtMs: pong.atMs }) };
    });
  }

  #pongTo(payload: Buffer): RawFrame | undefined {
    return this.#connection.frames.findLast(
      (frame) => frame.opcode === opcodes.pong && frame.payload.equals(payload),
    );
  }
}

/** How long pongs took, of the pings that had one. Milliseconds. */
export function roundTrips(pulses: readonly PulseSaw[]): readonly number[] {
  return pulses.flatMap(({ sentAtMs, pongAtMs }) =>
    pongAtMs === undefined ? [] : [pongAtMs - sentAtMs],
  );
}

/** Middle value; undefined of none. */
export function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
