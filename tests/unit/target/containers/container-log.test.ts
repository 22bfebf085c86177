import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Secret } from "../../../../src/ground/secret.ts";
import { readContainerLog } from "../../../../src/harness/target/containers/container-log.ts";
import { logText } from "../../../../src/harness/target/containers/log-frames.ts";
import { engineWith } from "./engine-server.ts";

function frame(stream: number, text: string): Buffer {
  const header = Buffer.alloc(8);
  const body = Buffer.from(text);
  header[0] = stream;
  header.writeUInt32BE(body.length, 4);
  return Buffer.concat([header, body]);
}

describe("a log of two streams", () => {
  test("is its pieces in order, without their headers", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(0, 1, 2), fc.string({ unit: "grapheme" }))),
        (pieces) => {
          const bytes = Buffer.concat(pieces.map(([stream, text]) => frame(stream, text)));
          expect(logText(bytes)).toBe(pieces.map(([, text]) => text).join(""));
        },
      ),
    );
  });

  test("keeps a character that two pieces share", () => {
    const [first, second] = [Buffer.from("é").subarray(0, 1), Buffer.from("é").subarray(1)];
    const header = (body: Buffer) => Buffer.from([1, 0, 0, 0, 0, 0, 0, body.length]);
    const bytes = Buffer.concat([header(first), first, header(second), second]);
    expect(logText(bytes)).toBe("é");
  });

  test("is taken as it is when it comes from a terminal", () => {
    expect(logText(Buffer.from("out\r\nerr\r\n"))).toBe("out\r\nerr\r\n");
    expect(logText(Buffer.from("short"))).toBe("short");
    expect(logText(Buffer.alloc(0))).toBe("");
  });

  test("may be cut off in its last piece", () => {
    expect(logText(frame(1, "whole").subarray(0, 10))).toBe("wh");
  });
});

describe("readContainerLog", () => {
  async function logOf(text: string): Promise<readonly string[]> {
    await using engine = await engineWith([], frame(1, text).toString("latin1"));
    const address = `unix://${engine.socket}`;
    const lines = await readContainerLog({ id: "id-a", name: "a", engine: address });
    expect(engine.asked).toEqual(["/containers/id-a/logs?tail=50&stdout=1&stderr=1"]);
    return lines;
  }

  test("asks for the last fifty lines and keeps no more", async () => {
    const lines = await logOf(Array.from({ length: 60 }, (_, at) => `line ${at}\n`).join(""));
    expect(lines).toHaveLength(50);
    expect(lines.at(-1)).toBe("line 59");
  });

  test("takes colours, secrets and endless lines out", async () => {
    const secret = new Secret("canary-container-77aa");
    const lines = await logOf(
      `\u001B[31mred\u001B[0m\u0007\r\ntoken=${secret.reveal()}\n${"x".repeat(9_000)}`,
    );
    expect(lines[0]).toBe("red");
    expect(lines[1]).not.toContain("canary");
    expect(lines[2]).toHaveLength(500);
  });

  test("is empty when nothing was written", async () => {
    expect(await logOf("")).toEqual([]);
  });

  test("says why an engine does not tell", async () => {
    const gone = readContainerLog({ id: "a", name: "a", engine: "unix:///nowhere/e.sock" });
    await expect(gone).rejects.toThrow("does not exist");
    const far = readContainerLog({ id: "a", name: "a", engine: "ssh://far" });
    await expect(far).rejects.toThrow("cannot be asked");
  });
});
