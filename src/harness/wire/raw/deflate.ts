import { deflateRawSync, inflateRawSync, constants as zlib } from "node:zlib";
import { opcodes, type RawFrame } from "./frames.ts";

/** What every browser offers (RFC 7692 section 7.1). */
export const deflateOffer = "permessage-deflate; client_max_window_bits";

/** Last bytes of a compressed message, which are not sent (RFC 7692 section 7.2.1). */
const tail = Buffer.from([0, 0, 0xff, 0xff]);

/** How far back a message may refer. Bytes. */
const windowBytes = 32_768;

/** Reads a server's compressed messages one after the other, and notes which need the ones before. */
export class Inflater {
  /** Messages that only those before them make readable. */
  dependent = 0;
  unreadable = 0;
  compressed = 0;
  #before: Buffer = Buffer.alloc(0);

  /** The text of a message; undefined when it is none, or cannot be read. */
  read(parts: readonly RawFrame[]): string | undefined {
    const [first] = parts;
    if (first?.opcode !== opcodes.text) return undefined;
    const payload = Buffer.concat(parts.map((part) => part.payload));
    if (first.rsv === 0) return payload.toString("utf8");
    this.compressed += 1;
    const whole = Buffer.concat([payload, tail]);
    const alone = inflated(whole);
    const text = alone ?? (this.#before.length > 0 ? inflated(whole, this.#before) : undefined);
    if (text === undefined) this.unreadable += 1;
    else if (alone === undefined) this.dependent += 1;
    this.#before = Buffer.concat([this.#before, text ?? Buffer.alloc(0)]).subarray(-windowBytes);
    return text?.toString("utf8");
  }
}

function inflated(bytes: Buffer, dictionary?: Buffer): Buffer | undefined {
  try {
    const window = dictionary === undefined ? {} : { dictionary };
    return inflateRawSync(bytes, { finishFlush: zlib.Z_SYNC_FLUSH, ...window });
  } catch {
    return undefined;
  }
}

/** A message compressed by itself, as its payload (RFC 7692 section 7.2.1). */
export function deflated(text: string, windowBits = 15): Buffer {
  const bytes = deflateRawSync(Buffer.from(text), { finishFlush: zlib.Z_SYNC_FLUSH, windowBits });
  return bytes.subarray(0, bytes.length - tail.length);
}

/** What an answer to the offer selects, and what in it is not allowed. */
export interface Selection {
  /** Compression is agreed on. */
  readonly agreed: boolean;
  /** Extensions that were not offered. */
  readonly foreign: readonly string[];
  /** Parameters that no answer may have (RFC 7692 section 7.1). */
  readonly wrong: readonly string[];
  readonly serverKeepsNothing: boolean;
  /** Window of what we compress. Bits. */
  readonly clientBits: number;
}

/** Reads the value of Sec-WebSocket-Extensions in an answer to the offer. */
export function readSelection(value: string | undefined): Selection {
  const elements = (value ?? "").split(",").flatMap((element) => {
    const [name = "", ...parameters] = element.split(";").map((part) => part.trim());
    return name === "" ? [] : [{ name, parameters }];
  });
  const own = elements.filter(({ name }) => name === "permessage-deflate");
  const parameters = own.flatMap((element) => element.parameters);
  const bits = parameters.map((one) => /^client_max_window_bits="?(\d+)"?$/.exec(one)?.[1]);
  const twice = own.length > 1 ? ["permessage-deflate twice"] : [];
  return {
    agreed: own.length > 0,
    foreign: elements.flatMap(({ name }) => (name === "permessage-deflate" ? [] : name)),
    wrong: [...parameters.filter((one) => !legal.test(one)), ...twice],
    serverKeepsNothing: parameters.includes("server_no_context_takeover"),
    clientBits: Number(bits.find((one) => one !== undefined) ?? 15),
  };
}

/** A window without a size, which an offer may have and an answer may not (RFC 7692 section 7.1.2.2). */
export const unsizedWindow: RegExp = /(?:client|server)_max_window_bits(?!\s*=)/;

/** A window has a size in an answer; only an offer may leave it out (section 7.1.2.2). */
const legal =
  /^(?:(?:server|client)_no_context_takeover|(?:server|client)_max_window_bits="?(?:[89]|1[0-5])"?)$/;
