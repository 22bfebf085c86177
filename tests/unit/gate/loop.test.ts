import { describe, expect, test } from "vitest";
import { judgeLoop } from "../../../src/harness/gate/rates/loop.ts";
import { proves } from "../../catalogue/proves.ts";

describe("a loop", () => {
  test.each([
    [20, 20, "pass"],
    // Exactly 95 of 100 are not more than 95 of 100.
    [20, 19, "fail"],
    [100, 95, "fail"],
    [100, 96, "pass"],
    [400, 380, "fail"],
    [400, 381, "pass"],
  ] as const)("of %d with %d successes: %s", (least, successes, decision) => {
    expect(judgeLoop({ n: least, successes, least }).decision).toBe(decision);
  });

  test(
    "fails as soon as nothing but successes could not save it, and not before",
    proves("R22"),
    () => {
      expect(judgeLoop({ n: 5, successes: 1, least: 100 }).decision).toBe("inconclusive");
      const lost = judgeLoop({ n: 5, successes: 0, least: 100 });
      expect(lost.decision).toBe("fail");
      expect(lost.because).toBe(
        "0 of 5 went well: with nothing but successes from here it would be 95 % of 100, and more than 95 % must",
      );
    },
  );

  test("is inconclusive without a trial, and until it is whole", proves("R22"), () => {
    const none = judgeLoop({ n: 0, successes: 0, least: 20 });
    expect(none).toMatchObject({ share: null, low: 0, high: 1, decision: "inconclusive" });
    const part = judgeLoop({ n: 19, successes: 19, least: 20 });
    expect(part).toMatchObject({ share: 1, decision: "inconclusive" });
    expect(part.because).toContain("20 were asked for");
  });

  test("says how little a pass proves", proves("R22"), () => {
    const { low, high } = judgeLoop({ n: 20, successes: 20, least: 20 });
    expect(low).toBeLessThan(0.8);
    expect(high).toBe(1);
  });

  test("refuses what is no count and no share", () => {
    expect(() => judgeLoop({ n: 1, successes: 2, least: 1 })).toThrow("successes must not exceed");
    expect(() => judgeLoop({ n: 1, successes: 1, least: 0 })).toThrow("least must be");
    expect(() => judgeLoop({ n: 1, successes: 1, least: 1, above: 1 })).toThrow("above must lie");
  });
});
