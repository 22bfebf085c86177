// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how compose writes variables
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigurationError } from "../../../src/ground/errors.ts";
import { readEnvFile } from "../../../src/harness/drift/readers/env-file.ts";
import { readManifest } from "../../../src/harness/drift/readers/manifest.ts";
import { readScript } from "../../../src/harness/drift/readers/script.ts";
import { textIn } from "../../../src/harness/drift/readers/source-text.ts";
import type { Setting } from "../../../src/harness/drift/setting.ts";
import { shown } from "./read.ts";

type Reader = (bytes: Uint8Array) => readonly Setting[];

const manifest: Reader = (bytes) =>
  readManifest(
    textIn("file", bytes),
    { names: ["backend"], isNamed: false },
    { lookup: () => undefined, open: () => undefined },
  ).settings;
const env: Reader = (bytes) => readEnvFile(textIn("file", bytes));
const script: Reader = (bytes) =>
  readScript(textIn("file", bytes), [{ pattern: '"(?<key>\\w+)": "(?<value>[^"]*)"' }]);

const readers = { manifest, env, script };

/** What comes of it: settings, or an error that names the file; anything else is thrown on. */
function outcome(read: Reader, bytes: Uint8Array): readonly Setting[] | string {
  try {
    return read(bytes);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    expect(error.message).toContain("file");
    return error.message;
  }
}

const fixtures: readonly (readonly [string, Reader, string])[] = [
  ["variables", env, "\uFEFF# why\r\nexport A=1\r\nB=\"two\r\nlines\" # b\r\nC='3'\r\nD: ü\n"],
  [
    "compose",
    manifest,
    "x-d: &d {A: '1', B: \"ü\"}\r\nservices:\r\n  backend: # it\r\n    image: i\r\n    environment:\r\n      <<: *d\r\n      C: ${C:-${D:-e}}\r\n      E: |\r\n        two\r\n        lines\r\n    deploy: {replicas: 2}\r\n",
  ],
  [
    "manifests",
    manifest,
    "kind: ConfigMap\nmetadata: {name: c}\ndata: {A: '1'}\n---\n# b\nkind: Deployment\nmetadata: {name: backend}\nspec:\n  template:\n    spec:\n      containers:\n      - image: i\n        envFrom: [{configMapRef: {name: c}}]\n        env: [&a {name: B, value: \"2\"}, *a]\n...\n",
  ],
  [
    "JSON",
    manifest,
    '{"name": "p/backend", "template": {"containers": [{"image": "i", "env": [{"name": "A", "value": "\\u00fc"}]}]}}\n',
  ],
  ["a script", script, 'env = {\n  "A": "1",\n  "B": "ü",\n}\n'],
];

describe("a file of settings", () => {
  test.each(fixtures)("of %s, cut off anywhere, is read or refused by name", (_, read, text) => {
    const bytes = Buffer.from(text);
    const whole = new Map(Object.entries(shown(read(bytes))));
    expect(whole.size).toBeGreaterThan(1);
    for (let length = 0; length < bytes.length; length += 1)
      outcome(read, bytes.subarray(0, length));
  });

  test.each(fixtures)("of %s says the same in UTF-16, with other line ends", (_, read, text) => {
    const plain = text.replace("\uFEFF", "").replaceAll("\r\n", "\n");
    const little = Buffer.from(`\uFEFF${plain.replaceAll("\n", "\r\n")}`, "utf16le");
    const big = Buffer.from(`\uFEFF${plain.replaceAll("\n", "\r")}`, "utf16le").swap16();
    const wanted = shown(read(Buffer.from(plain)));
    expect(shown(read(little))).toEqual(wanted);
    expect(shown(read(big))).toEqual(wanted);
  });

  test.each(Object.entries(readers))("of any bytes is read or refused by name: %s", (_, read) => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: "binary", maxLength: 200 }).map((text) => Buffer.from(text)),
      fc
        .string({ maxLength: 200, unit: fc.constantFrom(..."{}[]:-&*!|>'\"#%@`,?$ \n\tab1<=") })
        .map((text) => Buffer.from(`services:\n  backend:\n    environment:\n      ${text}`)),
    );
    fc.assert(fc.property(bytes, (content) => void outcome(read, content)));
  });

  test.each([
    ["brackets", "[".repeat(1_500_000)],
    ["maps", "{a: ".repeat(300_000)],
    ["lists", "- ".repeat(20_000)],
    ["indentation", Array.from({ length: 2_000 }, (_, at) => `${" ".repeat(at)}a:`).join("\n")],
    ["blank lines", "\n".repeat(3_000_000)],
    [
      "aliases",
      `a0: &a0 [x]\n${Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`).join("\n")}\n`,
    ],
    ["a ring", "a: &a [*a]\nkind: Pod\n"],
  ])("that is a bomb of %s is refused soon", (_, text) => {
    const start = performance.now();
    expect(outcome(manifest, Buffer.from(text))).toMatch(/^file.*must/);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test("of ten thousand variables in one map is read, and the one that stands twice refused", () => {
    const rows = Array.from({ length: 10_000 }, (_, at) => `  K${at}: x`).join("\n");
    const text = `kind: ConfigMap\nmetadata: {name: c}\ndata:\n${rows}\n`;
    expect(manifest(Buffer.from(text))).toHaveLength(10_000);
    expect(outcome(manifest, Buffer.from(`${text}  K9: y\n`))).toBe(
      "file, line 10004, must be YAML: Map keys must be unique.",
    );
  });

  test("of variables may hold any number of blank lines and any length of line", () => {
    const text = `${"\n".repeat(200_000)}A=${"x".repeat(1_000_000)}\n`;
    expect(env(Buffer.from(text))).toMatchObject([{ key: "A", from: { line: 200_001 } }]);
  });

  test("longer than eight megabytes is refused", () => {
    expect(outcome(env, Buffer.alloc(8 * 1024 * 1024 + 1, "A"))).toContain(
      "must be at most 8388608",
    );
  });
});

describe("an expression for a script", () => {
  const read = (pattern: string, text: string) =>
    readScript(textIn("deploy.sh", Buffer.from(text)), [{ pattern }]);

  test("that would never end is ended and named", () => {
    expect(() => read("^(?<key>a)(?<value>(a+)+)$", `${"a".repeat(60)}b`)).toThrow(
      /the pattern for deploy.sh must find what it looks for within 2 seconds.*got "\^\(\?<key>a/,
    );
  });

  test("that fits everywhere is refused", () => {
    expect(() => read("(?<key>)(?<value>)", "x".repeat(1_000_000))).toThrow(
      "must find at most 10000 settings",
    );
  });

  test("finds what stands on the last line of many", () => {
    const text = `${"# a\n".repeat(100_000)}A=1\n`;
    expect(shown(read("^(?<key>A)=(?<value>.*)$", text))).toEqual({ A: "1 @100001" });
  });
});
