import { expect, test } from "vitest";
import { WaitPrinter } from "../../../src/cli/wait-printer.ts";
import { RecordingIo } from "./recording-io.ts";

const reasons = ["refused", "refused", "starting", "starting"];

function shown(interactive: boolean): RecordingIo {
  const io = Object.assign(new RecordingIo(), { interactive });
  const printer = new WaitPrinter(io);
  for (const [second, reason] of reasons.entries()) {
    printer.show({ waitedMs: second * 1_000 + 3, limitMs: 30_000, attempts: second, reason });
  }
  printer.end();
  return io;
}

test("a log gets a line when the reason changes, on standard error", () => {
  expect(shown(false)).toMatchObject({
    stdout: "",
    stderr: "waiting up to 30 s, since 0 s: refused\nwaiting up to 30 s, since 2 s: starting\n",
  });
});

test("a terminal gets one line that ticks and is taken away in the end", () => {
  const { stdout, stderr } = shown(true);
  expect(stdout).toBe("");
  expect(stderr.split("\r\u001b[K").slice(1)).toEqual([
    ...reasons.map((reason, second) => `waiting ${second}/30 s  ${reason}`),
    "",
  ]);
});
