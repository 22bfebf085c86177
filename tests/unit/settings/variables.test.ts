import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { loadVariables } from "../../../src/harness/settings/variables.ts";
import { proves } from "../../catalogue/proves.ts";

function folder(files: Record<string, string | Buffer> = {}): string {
  const cwd = mkdtempSync(join(tmpdir(), "gapproof-variables-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  return cwd;
}

describe("loadVariables", () => {
  test(
    "lets the real environment win over .env, and remembers where each value came from",
    proves("H21"),
    () => {
      const cwd = folder({ ".env": "BACKEND_URL=http://file\nAUTH_URL=http://auth # why\n" });
      const variables = loadVariables({ env: { BACKEND_URL: "http://real" }, cwd });
      expect(Object.fromEntries(variables)).toEqual({
        BACKEND_URL: { value: "http://real", from: "environment" },
        AUTH_URL: { value: "http://auth", from: ".env" },
      });
    },
  );

  test("changes nothing in the process's own environment", () => {
    const cwd = folder({ ".env": "GAPPROOF_UNIT_TEST_ONLY=1\n" });
    loadVariables({ env: {}, cwd });
    expect(process.env.GAPPROOF_UNIT_TEST_ONLY).toBeUndefined();
  });

  test("treats blank values as unset, at every level", proves("H02"), () => {
    const cwd = folder({ ".env": "BACKEND_URL=http://file\nEMPTY=\nBLANK='  '\n" });
    const variables = loadVariables({ env: { BACKEND_URL: " ", OTHER: "" }, cwd });
    expect([...variables.keys()]).toEqual(["BACKEND_URL"]);
    expect(variables.get("BACKEND_URL")?.value).toBe("http://file");
  });

  test("needs no .env", () => {
    expect(loadVariables({ env: { A: "1" }, cwd: folder() }).size).toBe(1);
  });

  test("reads no file when told so", () => {
    const cwd = folder({ ".env": "BACKEND_URL=http://file\n" });
    expect(loadVariables({ env: {}, cwd, files: "none" }).size).toBe(0);
  });

  test("reads named files, later ones over earlier ones, and not .env", () => {
    const cwd = folder({ ".env": "A=default", base: "B=base\nC=base", over: "C=over" });
    const variables = loadVariables({ env: {}, cwd, files: ["base", "over"] });
    expect(Object.fromEntries(variables)).toEqual({
      B: { value: "base", from: "base" },
      C: { value: "over", from: "over" },
    });
  });

  test("understands quotes, export, comments, several lines and Windows line ends", () => {
    const content = [
      "\uFEFF# settings, isn't it",
      "export A=1",
      'B="two\nlines = not a name"',
      "C='it # stays'",
      "D=d # goes",
      "  E = spaced  ",
      "F: colon",
      "",
      "G=",
    ].join("\r\n");
    const variables = loadVariables({ env: {}, cwd: folder({ ".env": content }) });
    expect(Object.fromEntries([...variables].map(([name, { value }]) => [name, value]))).toEqual({
      A: "1",
      B: "two\nlines = not a name",
      C: "it # stays",
      D: "d",
      E: "spaced",
      F: "colon",
    });
  });

  test("refuses a named file that is missing, by name", () => {
    const cwd = folder();
    expect(() => loadVariables({ env: {}, cwd, files: ["staging.env"] })).toThrow(
      /^staging\.env must be a readable file of variables/,
    );
  });

  test("refuses a folder in the place of a file", () => {
    const cwd = folder();
    mkdirSync(join(cwd, ".env"));
    expect(() => loadVariables({ env: {}, cwd })).toThrow(/^\.env must be a readable file/);
  });

  test.each([
    ["binary", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2])],
    ["UTF-16", Buffer.from("A=1\n", "utf16le")],
    ["not UTF-8", Buffer.from([0x41, 0x3d, 0xff, 0xfe])],
  ])("refuses a file that is %s", (_, content) => {
    const cwd = folder({ ".env": content });
    expect(() => loadVariables({ env: {}, cwd })).toThrow(/^\.env must be a text file in UTF-8/);
  });

  test.each([
    ["A=1\nhunter2-secret\nB=2", 2],
    ["A=1\n\n<<<<<<< HEAD\nB=2", 3],
    ['A="never\nclosed\nB=2', 2],
  ])("names the line it does not understand, and shows nothing of it: %j", (content, line) => {
    const cwd = folder({ ".env": content });
    expect(() => loadVariables({ env: {}, cwd })).toThrow(
      `.env, line ${line} must have the form NAME=value.`,
    );
  });
});
