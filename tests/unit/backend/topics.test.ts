import { describe, expect, test } from "vitest";
import { topicsOf } from "../../../src/fixtures/backend/topics.ts";

describe("topicsOf", () => {
  test("keeps what a question is about, in order, once", () => {
    const question = "How can we cut the spend of project heron-42, and the spend of ibis?";
    expect(topicsOf(question)).toEqual(["cut", "spend", "project", "heron-42", "ibis"]);
  });

  test("keeps names before ordinary words when there are too many", () => {
    const words = Array.from({ length: 30 }, (_, index) =>
      `word${"abcdefghij"[index % 10]}`.repeat(1 + (index % 3)),
    );
    expect(topicsOf(`${words.join(" ")} canary-7`)).toContain("canary-7");
    expect(topicsOf(`${words.join(" ")} canary-7`)).toHaveLength(12);
  });

  test("finds nothing in an empty question", () => {
    expect(topicsOf("")).toEqual([]);
  });
});
