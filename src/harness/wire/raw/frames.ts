/** One frame as it came (RFC 6455 section 5.2), legal or not. */
export interface RawFrame {
  readonly fin: boolean;
  /** The three reserved bits, as a number: 4 is RSV1. */
  readonly rsv: number;
  readonly opcode: number;
  /** A server must not (RFC 6455 section 5.1). */
  readonly masked: boolean;
  readonly payload: Buffer;
  /** Milliseconds since the connection was begun. */
  readonly atMs: number;
}

export const opcodes = {
  continuation: 0,
  text: 1,
  binary: 2,
  close: 8,
  ping: 9,
  pong: 10,
} as const;

interface Head {
  readonly bytes: number;
  readonly length: number;
  readonly mask: Buffer | undefined;
}

/** Cuts a stream of bytes into frames. Judges nothing: what is illegal is somebody else's finding. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** The frames that these bytes complete. */
  read(bytes: Buffer, atMs: number): readonly RawFrame[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const frames: RawFrame[] = [];
    for (let head = headOf(this.#rest); head !== undefined; head = headOf(this.#rest)) {
      const end = head.bytes + head.length;
      if (this.#rest.length < end) break;
      frames.push(frameOf(this.#rest, head, atMs));
      this.#rest = this.#rest.subarray(end);
    }
    return frames;
  }

  /** Bytes that are no whole frame yet. */
  get pendingBytes(): number {
    return this.#rest.length;
  }
}

function headOf(bytes: Buffer): Head | undefined {
  const [, second] = bytes;
  if (second === undefined) return undefined;
  const short = second & 0x7f;
  const extended = short === 127 ? 8 : short === 126 ? 2 : 0;
  const masked = (second & 0x80) !== 0;
  const size = 2 + extended + (masked ? 4 : 0);
  if (bytes.length < size) return undefined;
  const length =
    extended === 8
      ? Number(bytes.readBigUInt64BE(2))
      : extended === 2
        ? bytes.readUInt16BE(2)
        : short;
  return { bytes: size, length, mask: masked ? bytes.subarray(size - 4, size) : undefined };
}

function frameOf(bytes: Buffer, { bytes: start, length, mask }: Head, atMs: number): RawFrame {
  const first = bytes[0] ?? 0;
  const body = Buffer.from(bytes.subarray(start, start + length));
  return {
    fin: (first & 0x80) !== 0,
    rsv: (first & 0x70) >> 4,
    opcode: first & 0x0f,
    masked: mask !== undefined,
    payload: mask === undefined ? body : masked(body, mask),
    atMs,
  };
}

/** How a frame differs from a whole message in itself. */
export interface FrameShape {
  /** More of the same message is to follow. @default false */
  readonly more?: boolean;
  /** The three reserved bits, as a number: 4 is RSV1. @default 0 */
  readonly rsv?: number;
}

/** First byte of a frame (RFC 6455 section 5.2). */
export function firstByte(opcode: number, { more = false, rsv = 0 }: FrameShape = {}): number {
  return (more ? 0 : 0x80) | (rsv << 4) | opcode;
}

/** A frame as a client sends it: masked. */
export function clientFrame(first: number, payload: Buffer, mask: Buffer): Buffer {
  const length = payload.length;
  const size = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const head = Buffer.alloc(2 + size);
  head[0] = first;
  head[1] = 0x80 | (size === 0 ? length : size === 2 ? 126 : 127);
  if (size === 2) head.writeUInt16BE(length, 2);
  if (size === 8) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, mask, masked(payload, mask)]);
}

function masked(payload: Buffer, mask: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(payload.length);
  for (let n = 0; n < payload.length; n += 1) bytes[n] = (payload[n] ?? 0) ^ (mask[n & 3] ?? 0);
  return bytes;
}
