import { describe, expect, test } from "vitest";
import { deflated, Inflater, readSelection } from "../../../src/harness/wire/raw/deflate.ts";
import type { RawFrame } from "../../../src/harness/wire/raw/frames.ts";
import { violationsOf } from "../../../src/harness/wire/raw/violations.ts";

function frame(opcode: number, payload: Buffer | string, shape: Partial<RawFrame> = {}): RawFrame {
  const bytes = Buffer.from(payload);
  return { fin: true, rsv: 0, opcode, masked: false, payload: bytes, atMs: 0, ...shape };
}

const kindsOf = (...frames: RawFrame[]) => violationsOf(frames).map(({ kind }) => kind);

describe("the rules of RFC 6455", () => {
  test("allow a message in fragments cut inside a letter, with a ping between them", () => {
    const text = Buffer.from("Grüße");
    const parts = [
      frame(1, text.subarray(0, 3), { fin: false }),
      frame(9, "still there?"),
      frame(0, text.subarray(3)),
    ];
    expect(kindsOf(...parts)).toEqual([]);
  });

  test.for<[string, readonly RawFrame[], readonly string[]]>([
    ["masked frames", [frame(1, "{}", { masked: true })], ["masked"]],
    ["reserved bits", [frame(1, "plain text", { rsv: 4 })], ["reserved-bit"]],
    ["compression nobody agreed on", [frame(1, deflated("{}"), { rsv: 4 })], ["compressed"]],
    ["unknown opcodes", [frame(11, "{}")], ["opcode"]],
    ["pings in fragments", [frame(9, "", { fin: false })], ["control-frame"]],
    ["pings of 126 bytes", [frame(9, Buffer.alloc(126))], ["control-frame"]],
    ["continuations of nothing", [frame(0, "{}")], ["fragmentation"]],
    ["text that is no UTF-8", [frame(1, Buffer.from([0xff]))], ["utf-8"]],
    ["half a close code", [frame(8, Buffer.from([3]))], ["close-frame"]],
    ["the code 1005", [frame(8, Buffer.from([3, 0xed]))], ["close-frame"]],
    ["frames after the close", [frame(8, ""), frame(1, "{}")], ["after-close"]],
  ])("forbid %s", ([, frames, kinds]) => {
    expect(kindsOf(...frames)).toEqual(kinds);
  });

  test("allow close frames with no code, with 1000 and with one of the application's own", () => {
    expect(kindsOf(frame(8, ""))).toEqual([]);
    expect(kindsOf(frame(8, Buffer.from([0x03, 0xe8])))).toEqual([]);
    expect(kindsOf(frame(8, Buffer.from([0x11, 0x94])))).toEqual([]);
  });
});

describe("an answer to an offer of compression", () => {
  test.for([
    ["permessage-deflate", [], []],
    ["permessage-deflate; server_max_window_bits=12; client_no_context_takeover", [], []],
    ["permessage-deflate; client_max_window_bits", ["client_max_window_bits"], []],
    ["permessage-deflate; client_max_window_bits=7", ["client_max_window_bits=7"], []],
    ["x-webkit-deflate-frame", [], ["x-webkit-deflate-frame"]],
  ] as const)("%s has wrong parameters %o and foreign extensions %o", ([value, wrong, foreign]) => {
    expect(readSelection(value)).toMatchObject({ wrong, foreign });
  });

  test("is no agreement when it is left out", () => {
    expect(readSelection(undefined)).toMatchObject({ agreed: false, wrong: [], foreign: [] });
  });

  test("reads messages that are compressed each by itself", () => {
    const inflater = new Inflater();
    const texts = ["one", "two"].map((text) =>
      inflater.read([frame(1, deflated(text), { rsv: 4 })]),
    );
    expect(texts).toEqual(["one", "two"]);
    expect(inflater).toMatchObject({ compressed: 2, dependent: 0, unreadable: 0 });
  });
});
