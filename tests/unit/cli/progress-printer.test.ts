import { describe, expect, test } from "vitest";
import { ProgressPrinter } from "../../../src/cli/gate/progress-printer.ts";
import type { PhaseProgress, ProgressEvent } from "../../../src/harness/report/progress.ts";
import { failedCheck, sampleCheck } from "../report/sample.ts";

function progress(done: number, states: Partial<PhaseProgress["states"]>): PhaseProgress {
  return {
    phase: "golden-path-recovery",
    total: 2,
    done,
    states: { passed: 0, failed: 0, skipped: 0, flaky: 0, ...states },
    elapsedMs: 1234,
  };
}

const events: readonly ProgressEvent[] = [
  { kind: "phase-started", progress: progress(0, {}) },
  { kind: "check-started", id: "websocket.welcomes", progress: progress(0, {}) },
  { kind: "check-finished", check: sampleCheck(), progress: progress(1, { passed: 1 }) },
  { kind: "output", text: "printed by a check\n" },
  { kind: "check-finished", check: failedCheck, progress: progress(2, { passed: 1, failed: 1 }) },
  { kind: "phase-finished", progress: progress(2, { passed: 1, failed: 1 }) },
];

function print(live: boolean): string {
  let text = "";
  const printer = new ProgressPrinter({
    write: (part) => {
      text += part;
    },
    live,
    color: false,
    width: 60,
  });
  for (const event of events) printer.show(event);
  printer.end();
  return text;
}

describe("progress", () => {
  test("is a line per phase and failure where nobody watches", () => {
    expect(print(false)).toBe(
      [
        "golden-path-recovery …",
        "printed by a check",
        "  ✗ websocket.answers-ping  no pong within 1000 ms",
        "✗ golden-path-recovery  1 passed, 1 failed  1.2 s",
        "",
      ].join("\n"),
    );
  });

  test("has one line that is drawn over on a terminal, and takes it away in the end", () => {
    const text = print(true);
    expect(text).toContain("\r\u001B[2Kgolden-path-recovery 0/2  no checks  websocket.welcomes");
    const screen = text.split("\n").map((line) => line.split("\r\u001B[2K").at(-1));
    expect(screen).toEqual([
      "printed by a check",
      "  ✗ websocket.answers-ping  no pong within 1000 ms",
      "✗ golden-path-recovery  1 passed, 1 failed  1.2 s",
      "",
    ]);
  });
});
