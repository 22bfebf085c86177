import fc from "fast-check";
import { expect, test } from "vitest";
import { KnownSecrets } from "../../../src/ground/known-secrets.ts";

const word = "[x]";

function knowing(...secrets: string[]): KnownSecrets {
  const known = new KnownSecrets();
  for (const secret of secrets) known.remember(secret, []);
  return known;
}

test("scrubs a secret at the beginning, in the middle and at the end", () => {
  const known = knowing("s3cr3t-one");
  expect(known.scrub("s3cr3t-one, s3cr3t-one and s3cr3t-one", word)).toBe("[x], [x] and [x]");
});

test("leaves texts alone that hold none", () => {
  const known = knowing("s3cr3t-one");
  expect(known.scrub("s3cr3t-on", word)).toBe("s3cr3t-on");
  expect(known.scrub("", word)).toBe("");
});

test("scrubs the longer of two secrets that begin alike", () => {
  expect(knowing("abcdefgh", "abcdefghij").scrub("<abcdefghij>", word)).toBe("<[x]>");
});

test("scrubs all of two secrets of which one begins in the other", () => {
  const known = knowing("abcdefghij", "ghijklmnopqrst");
  expect(known.scrub("<abcdefghijklmnopqrst>", word)).toBe("<[x]>");
});

test("scrubs every spelling and forgets them together", () => {
  const known = new KnownSecrets();
  const forget = known.remember("pass word!", ["pass%20word!"]);
  expect(known.scrub("pass word! pass%20word!", word)).toBe("[x] [x]");
  forget();
  expect(known.isIn("pass word! pass%20word!")).toBe(false);
});

test("knows a text until everybody who held it has forgotten it", () => {
  const known = new KnownSecrets();
  const first = known.remember("held twice", []);
  const second = known.remember("held twice", []);
  first();
  expect(known.isIn("held twice")).toBe(true);
  second();
  expect(known.isIn("held twice")).toBe(false);
});

test("takes no word for a secret, however it is spelt", () => {
  const known = new KnownSecrets();
  known.remember("dev", ["a long spelling"]);
  expect(known.scrub("dev: a long spelling", word)).toBe("dev: a long spelling");
});

test("finds what a search for one secret after the other finds", () => {
  // A small alphabet, so that secrets overlap, nest and nearly occur.
  const text = fc.string({ unit: fc.constantFrom("a", "b", "é"), maxLength: 60 });
  const secrets = fc.array(
    fc.string({ unit: fc.constantFrom("a", "b", "é"), minLength: 8, maxLength: 12 }),
  );
  fc.assert(
    fc.property(text, secrets, (haystack, needles) => {
      const known = knowing(...needles);
      const holds = needles.some((needle) => haystack.includes(needle));
      expect(known.isIn(haystack)).toBe(holds);
      const clean = known.scrub(haystack, "-");
      expect(needles.some((needle) => clean.includes(needle))).toBe(false);
    }),
  );
});
