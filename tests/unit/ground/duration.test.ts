import { describe, expect, test } from "vitest";
import { parseDuration } from "../../../src/ground/duration.ts";

describe("duration option", () => {
  test.for([
    ["500ms", 500],
    ["90s", 90_000],
    ["10m", 600_000],
    ["1.5h", 5_400_000],
    [" 2s ", 2_000],
  ] as const)("reads %s", ([text, durationMs]) => {
    expect(parseDuration(text, "--max-duration")).toBe(durationMs);
  });

  test.for(["", "10", "s", "-1s", "0m", "1d", "1e3s", "600h"])("refuses %j", (text) => {
    expect(() => parseDuration(text, "--max-duration")).toThrowError(
      `--max-duration must be a duration such as 90s, 10m or 1h, up to 24 days, got "${text}".`,
    );
  });
});
