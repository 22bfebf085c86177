import { describe, expect, test } from "vitest";
import { coveringPairs, parseExpected } from "../matrix/expected.ts";

describe("the kills that are meant to be", () => {
  test.for<[string, string]>([
    ["nothing", '{ "a": [] }'],
    ["the same twice", '{ "a": ["x", "x"] }'],
    ["nobody", '{ "a": [""] }'],
  ])("name a fault for each check, and not %s", ([, text]) => {
    expect(() => parseExpected(text)).toThrow(/"a"/);
    expect(parseExpected('{ "a": ["x", "y"] }')).toEqual({ a: ["x", "y"] });
  });
});

describe("the subset", () => {
  test("lets each check die once and each fault kill once, with few pairs", () => {
    const pairs = coveringPairs(
      { a: ["x", "y"], b: ["x"], c: ["x", "z"], d: ["w", "v"] },
      () => true,
    );
    expect(pairs).toEqual([
      { check: "a", fault: "x" },
      { check: "b", fault: "x" },
      { check: "c", fault: "z" },
      { check: "d", fault: "w" },
      { check: "a", fault: "y" },
      { check: "d", fault: "v" },
    ]);
  });
});

describe("the subset's faults", () => {
  test("are those that spare most, where a check is meant to die of one", () => {
    const pairs = coveringPairs({ a: ["broad", "x"], b: ["broad"] }, (fault) => fault === "x");
    expect(pairs).toEqual([
      { check: "a", fault: "x" },
      { check: "b", fault: "broad" },
    ]);
  });
});
