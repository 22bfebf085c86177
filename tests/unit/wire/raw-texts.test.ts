import { expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { opcodes, type RawFrame } from "../../../src/harness/wire/raw/frames.ts";
import { greetingIn } from "../../../src/harness/wire/raw/greeting.ts";
import { textsIn } from "../../../src/harness/wire/raw/texts.ts";

const { text, continuation, ping, close, binary } = opcodes;

function frame(
  opcode: number,
  payload: string | Buffer = "",
  more: Partial<RawFrame> = {},
): RawFrame {
  return {
    ...{ opcode, fin: true, rsv: 0, masked: false, atMs: 0 },
    payload: Buffer.from(payload),
    ...more,
  };
}

test("messages are whole, whatever they come in, and control frames between their parts are none", () => {
  const letter = Buffer.from("é");
  const frames = [
    frame(text, letter.subarray(0, 1), { fin: false }),
    frame(ping, "x"),
    frame(continuation, letter.subarray(1)),
    frame(binary, "no text"),
    frame(text, "whole"),
    frame(text, "compressed", { rsv: 4 }),
    frame(text, "unfinished", { fin: false }),
    frame(close),
  ];
  expect(textsIn(frames)).toEqual(["é", "whole"]);
});

test("a greeting is known in fragments, and after what is none", () => {
  const greeting = { type: "connection_established", data: { connection_id: "c1" } };
  const said = JSON.stringify(greeting);
  const frames = [
    frame(text, JSON.stringify({ type: "heartbeat" })),
    frame(text, said.slice(0, 9), { fin: false }),
    frame(continuation, said.slice(9)),
  ];
  expect(greetingIn(defaultContract, frames)).toEqual(greeting);
  expect(greetingIn(defaultContract, frames.slice(0, 2))).toBeUndefined();
});
