import { describe, expect, test } from "vitest";
import { partOddities } from "../../../src/harness/diagnosis/probes/runs/parts.ts";

function kindsOf(parts: Parameters<typeof partOddities>[0]): readonly string[] {
  return partOddities(parts).map(({ kind }) => kind);
}

describe("parts of an answer", () => {
  test("are as promised when they are counted up and join to the whole", () => {
    expect(
      kindsOf({
        texts: ["a ", "b"],
        numbers: [0, 1],
        marks: [false, true],
        whole: "a b",
      }),
    ).toEqual([]);
  });

  test("may count from any number", () => {
    expect(kindsOf({ texts: ["a", "b"], numbers: [7, 8], whole: "ab" })).toEqual([]);
  });

  test("are lost where a number is left out, or where they join to less than the whole", () => {
    expect(kindsOf({ texts: ["a", "c"], numbers: [0, 2], whole: "abc" })).toEqual(["part-lost"]);
    expect(kindsOf({ texts: ["b"], numbers: [1], whole: "ab" })).toEqual(["part-lost"]);
  });

  test("are told twice, or out of order, by their numbers", () => {
    expect(kindsOf({ texts: ["a", "a"], numbers: [0, 0] })).toEqual(["twice"]);
    expect(kindsOf({ texts: ["b", "a"], numbers: [1, 0] })).toEqual(["out-of-order"]);
  });

  test("that only lack white space are not lost", () => {
    expect(kindsOf({ texts: ["a", "b"], whole: "a b" })).toEqual(["part-wrong"]);
  });

  test("have one last part", () => {
    expect(kindsOf({ texts: ["a", "b"], marks: [true, true], whole: "ab" })).toEqual([
      "part-wrong",
    ]);
  });
});
