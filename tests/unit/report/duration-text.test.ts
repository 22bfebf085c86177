import { describe, expect, test } from "vitest";
import { durationText } from "../../../src/harness/report/duration-text.ts";

describe("duration text", () => {
  test.for([
    [0, "0 ms"],
    [999.4, "999 ms"],
    [999.6, "1.0 s"],
    [59_940, "59.9 s"],
    [59_960, "1 min 0 s"],
    [125_000, "2 min 5 s"],
  ] as const)("of %d ms is %s", ([durationMs, text]) => {
    expect(durationText(durationMs)).toBe(text);
  });
});
