import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/ground/secret.ts";
import { Transcript } from "../../../src/harness/wire/transcript.ts";
import { proves } from "../../catalogue/proves.ts";
import { HandClock } from "./hand-clock.ts";

describe("Transcript", () => {
  test("tells when each thing happened, on both scales", () => {
    const clock = new HandClock();
    clock.advance(500);
    const transcript = new Transcript("a line", clock);
    clock.advance(12.5);
    transcript.record({ kind: "text", direction: "in", text: '{"at":1}', type: "x" });
    expect(transcript.entries).toEqual([
      {
        kind: "text",
        direction: "in",
        atMs: 12.5,
        at: "2030-01-01T00:00:00.512Z",
        text: '{"at":1}',
        bytes: 8,
        type: "x",
      },
    ]);
  });

  test("shows no secret, however it is looked at", proves("R19"), () => {
    const secret = new Secret("correct-horse-battery");
    const transcript = new Transcript(`line?token=${secret.reveal()}`, new HandClock());
    transcript.record({ kind: "text", direction: "in", text: `hello ${secret.reveal()}` });
    transcript.record({
      kind: "request",
      direction: "out",
      text: "authorization: Bearer abcdefgh",
    });
    const everything = [
      transcript.title,
      transcript.receivedText,
      transcript.excerpt().join("\n"),
      JSON.stringify(transcript),
      JSON.stringify(transcript.entries),
      inspect(transcript, { depth: 9, showHidden: true, getters: true }),
    ].join("\n");
    expect(everything).not.toContain("correct-horse");
    expect(everything).not.toContain("abcdefgh");
  });

  test("keeps beginning and end in an excerpt and counts what it leaves out", () => {
    const transcript = new Transcript("a line", new HandClock());
    for (let n = 0; n < 20; n += 1) {
      transcript.record({ kind: "text", direction: "in", text: `m${n}` });
    }
    expect(transcript.excerpt(6)).toMatchInlineSnapshot(`
      [
        "— a line",
        "      0.0 ms ← text m0",
        "  … 16 lines …",
        "      0.0 ms ← text m17",
        "      0.0 ms ← text m18",
        "      0.0 ms ← text m19",
      ]
    `);
    expect(transcript.excerpt(21)).toHaveLength(21);
  });
});
