import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { ConfigurationError } from "../../../src/ground/errors.ts";
import { readReport } from "../../../src/harness/report/read-report.ts";
import { writeReport } from "../../../src/harness/report/write.ts";
import { failedCheck, sampleCheck, sampleReport } from "./sample.ts";

const report = sampleReport({ checks: [sampleCheck(), failedCheck] });

function folder(files: Readonly<Record<string, string>> = {}): string {
  const cwd = mkdtempSync(join(tmpdir(), "gapproof-read-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return cwd;
}

/** What is said of a file of that content. */
async function refused(value: unknown): Promise<string> {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const cwd = folder({ "it.json": text });
  const error = await readReport("BEFORE", "it.json", cwd).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(error).toMatchObject({ subject: "BEFORE", received: "it.json", exitCode: 2 });
  return (error as Error).message;
}

describe("a report", () => {
  test("is read by its file, by its folder, and by another name", async () => {
    const cwd = folder({ "saved.json": JSON.stringify(report) });
    await writeReport(report, join(cwd, "run"));
    for (const path of ["run", "run/", "run/report.json", "saved.json", join(cwd, "run")])
      expect(await readReport("BEFORE", path, cwd), path).toEqual(report);
  });

  test.for(["absent.json", "empty", ""])("that is not there is refused: %j", async (path) => {
    const cwd = folder();
    mkdirSync(join(cwd, "empty"));
    const rule =
      path === ""
        ? /^--branch must name a report, got ""\.$/
        : /^--branch must name a report\.json, or a folder that holds one: ENOENT.*, got "/;
    await expect(readReport("--branch", path, cwd)).rejects.toThrow(rule);
  });

  test.for(["", "{", "# no JSON"])("that is no JSON is refused: %j", async (text) => {
    expect(await refused(text)).toMatch(/^BEFORE must be JSON: .*, got "it\.json"\.$/);
  });

  test.for([[[]], [null], [{}], ["a text"], [{ ...report, run: 1 }], [{ kind: "comparison" }]])(
    "that is none of ours is refused: %j",
    async ([value]) => {
      expect(await refused(JSON.stringify(value))).toBe(
        'BEFORE must be the report of a run, as `gapproof gate` writes it, got "it.json".',
      );
    },
  );

  test("of a version to come is refused, and who can read it is said", async () => {
    expect(await refused({ ...report, schemaVersion: 2, news: true })).toBe(
      'BEFORE must be a report of version 1, and is of version 2 (gapproof 0.1.0 wrote it); a newer gapproof reads it, got "it.json".',
    );
  });

  test("of a version that never was is refused, and nobody is said to read it", async () => {
    const { versions: _, ...run } = report.run;
    expect(await refused({ ...report, schemaVersion: 0, run })).toBe(
      'BEFORE must be a report of version 1, and is of version 0, got "it.json".',
    );
  });

  test("with a field too many or too few is refused, and the field is named", async () => {
    const message = await refused({ ...report, extra: 1, mode: "guess" });
    expect(message).toMatch(
      /^BEFORE must be a report of version 1 as this gapproof writes it \(gapproof 0\.1\.0 wrote it\), and is not: mode: .*; .*"extra"/,
    );
    const { id: _, ...check } = sampleCheck();
    expect(await refused({ ...report, checks: [check] })).toContain("checks.0.id: ");
  });

  test("with many mistakes is refused with the first few of them", async () => {
    const checks = Array.from({ length: 5 }, () => ({ ...sampleCheck(), state: "guessed" }));
    const message = await refused({ ...report, checks });
    expect(message).toContain("checks.2.state");
    expect(message).not.toContain("checks.3.state");
    expect(message).toMatch(/; and \d+ more, got/);
  });
});
