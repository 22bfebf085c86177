import { opcodes, type RawFrame } from "./frames.ts";

/**
 * Text messages as far as they came, whole or in fragments with control frames between them (RFC 6455, 5.4).
 * What is compressed is left out: its bytes are no text yet.
 */
export function textsIn(frames: readonly RawFrame[]): readonly string[] {
  const texts: string[] = [];
  let parts: RawFrame[] = [];
  for (const frame of frames) {
    if (frame.opcode >= opcodes.close) continue;
    if (frame.opcode !== opcodes.continuation) parts = [];
    parts.push(frame);
    if (!frame.fin) continue;
    const [first] = parts;
    if (first?.opcode === opcodes.text && first.rsv === 0)
      texts.push(Buffer.concat(parts.map(({ payload }) => payload)).toString("utf8"));
    parts = [];
  }
  return texts;
}
