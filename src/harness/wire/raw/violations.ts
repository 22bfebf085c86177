import { isUtf8 } from "node:buffer";
import { inflateRawSync, constants as zlib } from "node:zlib";
import { opcodes, type RawFrame } from "./frames.ts";

/** A rule of RFC 6455 that a frame of the server breaks. */
export interface Violation {
  readonly kind:
    | "masked"
    | "reserved-bit"
    | "compressed"
    | "opcode"
    | "control-frame"
    | "fragmentation"
    | "utf-8"
    | "close-frame"
    | "after-close";
  /** As a fact, with the section of the rule. */
  readonly text: string;
}

/** What was agreed in the handshake. */
export interface Agreement {
  /** Messages may be compressed (RFC 7692). */
  readonly compression: boolean;
}

/** Every rule that these frames break, each once, in the order they come. */
export function violationsOf(
  frames: readonly RawFrame[],
  { compression }: Agreement = { compression: false },
): readonly Violation[] {
  const broken: Violation[] = [];
  let parts: readonly RawFrame[] = [];
  let closed = false;
  for (const frame of frames) {
    broken.push(...(closed ? [afterClose] : []), ...alone(frame, compression));
    closed ||= frame.opcode === opcodes.close;
    if (isControl(frame)) continue;
    broken.push(...inMessage(frame, parts));
    parts = frame.fin ? [] : joined(frame, parts);
  }
  return [...new Map(broken.map((violation) => [violation.text, violation])).values()];
}

/** What is wrong with a frame whatever came before it. */
function alone(frame: RawFrame, compression: boolean): readonly Violation[] {
  const control = isControl(frame) ? controlFrame(frame) : undefined;
  const found = [frame.masked ? masked : undefined, reservedBit(frame, compression), control];
  return found.flatMap((violation) => violation ?? []);
}

const afterClose: Violation = {
  kind: "after-close",
  text: "a frame follows the close frame (5.5.1)",
};
const masked: Violation = { kind: "masked", text: "a frame is masked (5.1)" };

function joined(frame: RawFrame, parts: readonly RawFrame[]): readonly RawFrame[] {
  return frame.opcode === opcodes.continuation ? [...parts, frame] : [frame];
}

function inMessage(frame: RawFrame, parts: readonly RawFrame[]): readonly Violation[] {
  const text = frame.fin ? textOf(joined(frame, parts)) : undefined;
  return [fragmentation(frame, parts), text].flatMap((violation) => violation ?? []);
}

function isControl({ opcode }: RawFrame): boolean {
  return opcode >= 8;
}

function reservedBit(
  { rsv, opcode, payload }: RawFrame,
  compression: boolean,
): Violation | undefined {
  if (rsv === 0) return undefined;
  // RSV1 marks the first frame of a compressed message (RFC 7692 section 6), and nothing else.
  if (rsv === 4 && compression && (opcode === opcodes.text || opcode === opcodes.binary)) return;
  if (rsv === 4 && inflates(payload)) {
    return {
      kind: "compressed",
      text: "a message is compressed, and that was not agreed (RFC 7692)",
    };
  }
  return { kind: "reserved-bit", text: `a reserved bit is set: RSV ${rsv.toString(2)} (5.2)` };
}

/** Whether bytes are a compressed message: its last four bytes are left out (RFC 7692 section 7.2.1). */
function inflates(payload: Buffer): boolean {
  try {
    const whole = Buffer.concat([payload, Buffer.from([0, 0, 0xff, 0xff])]);
    return inflateRawSync(whole, { finishFlush: zlib.Z_SYNC_FLUSH }).length > 0;
  } catch {
    return false;
  }
}

function controlFrame({ opcode, fin, payload }: RawFrame): Violation | undefined {
  if (opcode > opcodes.pong) {
    return { kind: "opcode", text: `a frame has the opcode ${opcode}, which does not exist (5.2)` };
  }
  if (!fin) return { kind: "control-frame", text: "a control frame is fragmented (5.5)" };
  if (payload.length > 125) {
    return {
      kind: "control-frame",
      text: `a control frame carries ${payload.length} bytes, and 125 are the most (5.5)`,
    };
  }
  return opcode === opcodes.close ? closeFrame(payload) : undefined;
}

/** RFC 6455 sections 5.5.1, 7.4.1 and 7.4.2. */
function closeFrame(payload: Buffer): Violation | undefined {
  if (payload.length === 0) return undefined;
  if (payload.length === 1) {
    return {
      kind: "close-frame",
      text: "a close frame carries one byte, and a code has two (5.5.1)",
    };
  }
  const code = payload.readUInt16BE(0);
  if (code < 1000 || code >= 5000 || [1004, 1005, 1006, 1015].includes(code)) {
    return {
      kind: "close-frame",
      text: `a close frame carries the code ${code}, never sent (7.4.1)`,
    };
  }
  if (!isUtf8(payload.subarray(2))) {
    return { kind: "close-frame", text: "the reason of a close frame is not UTF-8 (5.5.1)" };
  }
  return undefined;
}

/** RFC 6455 section 5.4. */
function fragmentation({ opcode }: RawFrame, parts: readonly RawFrame[]): Violation | undefined {
  if (opcode > opcodes.binary) {
    return { kind: "opcode", text: `a frame has the opcode ${opcode}, which does not exist (5.2)` };
  }
  if (opcode === opcodes.continuation && parts.length === 0) {
    return { kind: "fragmentation", text: "a frame continues a message that never began (5.4)" };
  }
  if (opcode !== opcodes.continuation && parts.length > 0) {
    return { kind: "fragmentation", text: "a message begins inside another one (5.4)" };
  }
  return undefined;
}

/** A whole message: only that must be UTF-8, not its parts (section 5.6). */
function textOf(parts: readonly RawFrame[]): Violation | undefined {
  const [first] = parts;
  if (first === undefined || first.opcode !== opcodes.text || first.rsv !== 0) return undefined;
  if (isUtf8(Buffer.concat(parts.map(({ payload }) => payload)))) return undefined;
  return { kind: "utf-8", text: "a text message is not UTF-8 (5.6)" };
}
