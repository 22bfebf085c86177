import { expect, test } from "vitest";
import type { Ending } from "../matrix/ending.ts";
import { encountersOf, unseenIn } from "../matrix/second-look.ts";

function ending(quirk: string, check: string, how?: Ending["how"]): Ending {
  const said = { why: "", journey: "", suspects: [], codes: [] };
  if (how === undefined) return { quirk, check, state: "passed", durationMs: 1, ...said };
  return { quirk, check, state: "failed", how, durationMs: 1, ...said };
}

const pairs = ["a", "b", "c", "d"].map((check) => ({ fault: "x", check }));

test("a kill that was not seen is looked for again, and what only blocked a check is none", () => {
  const endings = [ending("x", "a", "assertion"), ending("x", "b", "blocked"), ending("x", "c")];
  const unseen = unseenIn([...endings, ending("y", "d", "assertion")], pairs);
  expect(unseen.map(({ check }) => check)).toEqual(["b", "c", "d"]);
});

test("each fault is played once, to all that are to die of it", () => {
  const others = [...pairs.slice(0, 2), { fault: "y", check: "a" }];
  expect(encountersOf(others)).toEqual([
    { id: "x", quirks: ["x"], checks: ["a", "b"] },
    { id: "y", quirks: ["y"], checks: ["a"] },
  ]);
});
