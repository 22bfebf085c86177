import { describe, expect, test } from "vitest";
import { sabotaged } from "../matrix/sabotage.ts";
import { sabotages } from "../matrix/sabotages.ts";

describe("a deed", () => {
  const sabotage = {
    check: "a",
    deed: "early return",
    file: "a.test.ts",
    from: "await go();",
    to: "return;",
  };

  test("is done where its text stands", () => {
    expect(sabotaged("x; await go(); y;", sabotage)).toBe("x; return; y;");
  });

  test.for(["nothing", "await go(); await go();"])(
    "is refused where it stands not once: %s",
    (text) => {
      expect(() => sabotaged(text, sabotage)).toThrow(
        /holds the text \d times, not once: await go/,
      );
    },
  );
});

test("no check suffers two deeds: all are done at once, and what one hides the other would be credited with", () => {
  const checks = sabotages.map(({ check }) => check);
  expect(checks.filter((check, n) => checks.indexOf(check) !== n)).toEqual([]);
});
