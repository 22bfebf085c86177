import { expect, test } from "vitest";
import { takeAll } from "../../../src/ground/dispose.ts";
import { proves } from "../../catalogue/proves.ts";

test("takes every step of a clean-up, and tells every failure", proves("H38"), async () => {
  const taken: string[] = [];
  const failing = (name: string) => async () => {
    taken.push(name);
    throw new Error(name);
  };
  const steps = [failing("one"), async () => void taken.push("two"), failing("three")];
  await expect(takeAll(steps, "not all of it closed")).rejects.toMatchObject({
    message: "not all of it closed",
    errors: [new Error("one"), new Error("three")],
  });
  expect(taken).toEqual(["one", "two", "three"]);
});

test("is content when every step is", async () => {
  await expect(takeAll([async () => undefined], "what")).resolves.toBeUndefined();
});
