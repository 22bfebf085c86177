import { describe, expect, test } from "vitest";
import { fill, fillString } from "../../../src/contract/template.ts";

describe("fill", () => {
  test("keeps the type of a value that is the whole string", () => {
    expect(fill({ iat: "{now}", text: "at {now}" }, { now: 7 })).toEqual({ iat: 7, text: "at 7" });
  });

  test("leaves out a key whose only value is a missing placeholder", () => {
    expect(fill({ a: "{x}", b: ["{y}"] }, { y: 1 })).toEqual({ b: [1] });
  });

  test("refuses a missing value inside a longer text", () => {
    expect(() => fill("run {id}", {})).toThrow("the template needs a value for {id}");
  });

  test("encodes as base64url without padding", () => {
    expect(fillString("jwt.{token|base64url}", { token: "a.b" })).toBe("jwt.YS5i");
  });

  test("refuses an unknown encoding by name", () => {
    expect(() => fillString("{a|rot13}", { a: "x" })).toThrow('unknown encoding "rot13"');
  });
});
