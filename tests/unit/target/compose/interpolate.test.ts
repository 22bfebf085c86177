// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how compose writes variables
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { interpolate } from "../../../../src/harness/target/compose/interpolate.ts";

const variables: Readonly<Record<string, string>> = { PORT: "8002", BLANK: "", _x1: "y" };

function filled(text: string): string {
  return interpolate(text, (name) => variables[name]);
}

describe("interpolate", () => {
  test.each([
    ["${PORT}:8000", "8002:8000"],
    ["$PORT:8000", "8002:8000"],
    ["$_x1-$PORT.", "y-8002."],
    ["${GONE}", ""],
    ["$GONE:8000", ":8000"],
    ["${GONE:-9}", "9"],
    ["${GONE-9}", "9"],
    ["${BLANK:-9}", "9"],
    ["${BLANK-9}", ""],
    ["${PORT:-9}", "8002"],
    ["${GONE:-}", ""],
    ["${PORT:?must}", "8002"],
    ["${BLANK?must}", ""],
    ["${PORT:+yes}${GONE:+no}${BLANK:+no}${BLANK+blank}", "yesblank"],
    ["${GONE:-${PORT}}", "8002"],
    ["${GONE:-${ALSO:-${BLANK:-7}}}", "7"],
    ["${PORT:-${GONE:?not needed}}", "8002"],
    ["${GONE:-a:b?c+d}", "a:b?c+d"],
    ["$$PORT $${PORT}", "$PORT ${PORT}"],
    ["a } b", "a } b"],
    ["", ""],
  ])("fills %s in as %s", (text, value) => {
    expect(filled(text)).toBe(value);
  });

  test.each([
    "$",
    "5$",
    "${",
    "${}",
    "${PORT",
    "${GONE:-${PORT}",
    "${1}",
    "$ x",
    "${PORT!x}",
    "${PORT:}",
  ])("refuses %s", (text) => {
    expect(() => filled(text)).toThrow(/^has a /);
  });

  test.each([
    ["${GONE:?set GONE}", "needs GONE: set GONE"],
    ["${BLANK:?}", "needs BLANK: it is not set"],
    ["${GONE?see ${PORT}}", "needs GONE: see 8002"],
  ])("says of %s what is missing", (text, message) => {
    expect(() => filled(text)).toThrow(expect.objectContaining({ message }));
  });

  test("leaves alone what holds no dollar, and gives a doubled one back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(filled(text.replaceAll("$", "$$$$"))).toBe(text);
      }),
    );
  });

  test("fills in or refuses any text at all, however deep", () => {
    const pieces = fc.constantFrom("$", "$$", "{", "}", "${", "${A", ":-", "?", "+", "A", " ", "ü");
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        try {
          expect(filled(parts.join(""))).toBeTypeOf("string");
        } catch (error) {
          expect(error).toMatchObject({ name: "InterpolationFailure" });
        }
      }),
    );
    const deep = (levels: number) => `${"${A:-".repeat(levels)}x${"}".repeat(levels)}`;
    expect(filled(deep(100))).toBe("x");
    expect(() => filled(deep(100_000))).toThrow("has variables nested deeper than 100 levels");
  });

  test("is the same as a model of it, for every nesting", () => {
    fc.assert(
      fc.property(tree.parts, fc.dictionary(names, fc.constantFrom("", "1")), (parts, env) => {
        const lookup = (name: string) => env[name];
        expect(interpolate(parts.map(written).join(""), lookup)).toBe(
          parts.map((part) => meaning(part, env)).join(""),
        );
      }),
    );
  });
});

test("a text that doubles what it fills in ends somewhere", () => {
  const lookup = () => "x".repeat(400_000);
  expect(interpolate("${A}${A}", lookup)).toHaveLength(800_000);
  expect(() => interpolate("${A}${A}${A}", lookup)).toThrow(
    "has variables that hold more than 1000000 characters",
  );
});

type Part = string | { name: string; sign: ":-" | "-" | ":+" | "+"; word: Part[] };

const names = fc.constantFrom("A", "B_2", "_c");
const tree: { parts: fc.Arbitrary<Part[]>; part: fc.Arbitrary<Part> } = fc.letrec((tie) => ({
  parts: fc.array(tie("part") as fc.Arbitrary<Part>, { maxLength: 3 }),
  part: fc.oneof(
    { maxDepth: 4 },
    fc.stringMatching(/^[a-z :0-9]*$/),
    fc.record({
      name: names,
      sign: fc.constantFrom(":-", "-", ":+", "+"),
      word: tie("parts"),
    }) as fc.Arbitrary<Part>,
  ),
}));

function written(part: Part): string {
  if (typeof part === "string") return part;
  return `\${${part.name}${part.sign}${part.word.map(written).join("")}}`;
}

function meaning(part: Part, env: Readonly<Record<string, string>>): string {
  if (typeof part === "string") return part;
  const value = env[part.name];
  const word = part.word.map((one) => meaning(one, env)).join("");
  switch (part.sign) {
    case ":-":
      return value || word;
    case "-":
      return value ?? word;
    case ":+":
      return value ? word : "";
    case "+":
      return value === undefined ? "" : word;
  }
}
