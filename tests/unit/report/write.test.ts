import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Secret } from "../../../src/ground/secret.ts";
import { reportSchema } from "../../../src/harness/report/schema.ts";
import { checkReportFolder, writeReport } from "../../../src/harness/report/write.ts";
import { proves } from "../../catalogue/proves.ts";
import { blockedReport, failedCheck, sampleCheck, sampleReport } from "./sample.ts";

let parent: string;
let folder: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "gapproof-test-"));
  folder = join(parent, "gapproof-report");
});

afterEach(() => {
  rmSync(parent, { recursive: true, force: true });
});

function readReport(): unknown {
  return JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));
}

describe("writeReport", () => {
  test("leaves a whole report and nothing else behind", async () => {
    const file = await writeReport(sampleReport(), folder);
    expect(file).toBe(join(folder, "report.json"));
    expect(readdirSync(folder).sort()).toEqual(["junit.xml", "report.json"]);
    expect(readdirSync(parent)).toEqual(["gapproof-report"]);
    expect(reportSchema.parse(readReport())).toEqual(sampleReport());
  });

  test("makes the folders above it", async () => {
    folder = join(parent, "a/b/report");
    await writeReport(blockedReport(), folder);
    expect(readReport()).toMatchObject({ verdict: "blocked" });
  });

  test("replaces an older report as a whole", async () => {
    await writeReport(sampleReport({ checks: [failedCheck] }), folder);
    writeFileSync(join(folder, "stale.html"), "from an older version");
    await writeReport(sampleReport(), folder);
    expect(readReport()).toMatchObject({ verdict: "pass" });
    expect(existsSync(join(folder, "stale.html"))).toBe(false);
    expect(readdirSync(parent)).toEqual(["gapproof-report"]);
  });

  test("takes an empty folder", async () => {
    mkdirSync(folder);
    await writeReport(sampleReport(), folder);
    expect(readReport()).toMatchObject({ verdict: "pass" });
  });

  test.for([
    ["somebody's files", () => writeFileSync(join(folder, "thesis.txt"), "years of work")],
    ["another tool's report.json", () => writeFileSync(join(folder, "report.json"), '{"ok":1}')],
    ["a broken report.json", () => writeFileSync(join(folder, "report.json"), "{")],
  ] as const)("refuses to replace a folder with %s, and leaves it alone", async ([, fill]) => {
    mkdirSync(folder);
    fill();
    const before = readdirSync(folder);
    await expect(writeReport(sampleReport(), folder)).rejects.toThrowError(
      /--report-dir must be a new or empty folder, or one that holds an earlier report/,
    );
    expect(readdirSync(folder)).toEqual(before);
    expect(readdirSync(parent)).toEqual(["gapproof-report"]);
  });

  test("refuses a path that is a file before the run", async () => {
    writeFileSync(folder, "a file");
    await expect(checkReportFolder(folder)).rejects.toThrowError(/--report-dir/);
  });

  test("lets no secret through", proves("R19"), async () => {
    const canary = "canary-7f3a9b1c5d";
    const secret = new Secret(canary);
    const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1In0.c2lnbmF0dXJl";
    const leaky = `Authorization: Bearer ${jwt}, key ${secret.reveal()}`;
    const attempt = { n: 1, state: "failed", durationMs: 1, errors: [leaky], transcript: [leaky] };
    const check = sampleCheck({
      state: "failed",
      title: leaky,
      attempts: [{ ...attempt, state: "failed" }],
    });
    await writeReport(
      sampleReport({ checks: [check], unhandledErrors: [leaky], warnings: [leaky] }),
      folder,
    );
    for (const name of readdirSync(folder)) {
      const text = readFileSync(join(folder, name), "utf8");
      expect(text, name).not.toContain(canary);
      expect(text, name).not.toContain(jwt);
      expect(text, name).toContain("[redacted");
    }
  });
});
