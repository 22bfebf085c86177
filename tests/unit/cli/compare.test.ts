import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { runProgram } from "../../../src/cli/program.ts";
import { comparisonSchema } from "../../../src/harness/report/comparison/comparison-schema.ts";
import type { Report } from "../../../src/harness/report/report.ts";
import { writeReport } from "../../../src/harness/report/write.ts";
import {
  inStates,
  reportAfter,
  reportBefore,
  reportedGap,
  type Said,
} from "../report/comparison-stage.ts";
import { RecordingIo } from "./recording-io.ts";

function stage(): string {
  const cwd = mkdtempSync(join(tmpdir(), "gapproof-compare-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  return cwd;
}

async function comparing(
  argv: readonly string[],
  { after = {}, cwd = stage() }: { readonly after?: Said; readonly cwd?: string } = {},
): Promise<RecordingIo> {
  await writeReport(reportBefore(), join(cwd, "before"));
  await writeReport(reportAfter(after), join(cwd, "after"));
  const io = new RecordingIo({ cwd });
  await runProgram(io, ["compare", ...argv]);
  return io;
}

const broken: Said = {
  ...{ verdict: "fail", reasons: ["1 check failed: websocket.welcomes"] },
  checks: inStates({ "websocket.welcomes": "failed", "websocket.answers-ping": "passed" }),
};

describe("gapproof compare", () => {
  test("ends with 0 when what was proven is closed and nothing broke", async () => {
    const io = await comparing(["before", "after"]);
    expect([io.exitCode, io.stderr]).toEqual([0, ""]);
    expect(io.stdout).toMatch(/^before {2}run-a, .*\n/);
    expect(io.stdout).toMatch(
      /\nPASS, exit code 0\n {2}1 gap proven before is closed\n {2}nothing broke: 2 checks compared\n$/,
    );
  });

  test.for([
    [1, "a check broke", broken],
    [3, "a gap was not measured", { gaps: [reportedGap("unmeasured")] }],
    [4, "the run after was blocked", { verdict: "blocked", reasons: ["refused"], checks: [] }],
  ] as const)("ends with %i when %s", async ([exitCode, , after]) => {
    const io = await comparing(["before/report.json", "after/report.json"], { after });
    expect([io.exitCode, io.stderr]).toEqual([exitCode, ""]);
    expect(io.stdout).toContain(`, exit code ${exitCode}\n`);
  });

  test("ends with 3 for reports that were exchanged, and for one and the same", async () => {
    const exchanged = await comparing(["after", "before"]);
    expect(exchanged.exitCode).toBe(3);
    expect(exchanged.stdout).toContain("were they exchanged?");
    expect((await comparing(["after", "after"])).stdout).toContain("both are reports of run run-b");
  });

  test("prints the verdict alone when it is to be quiet", async () => {
    const io = await comparing(["before", "after", "--quiet"], { after: broken });
    expect(io.stdout).toBe(
      [
        "FAIL, exit code 1",
        "  1 check broke: websocket.welcomes",
        "  AFTER failed by itself: 1 check failed: websocket.welcomes",
        "",
      ].join("\n"),
    );
  });

  test("prints one JSON document, without secrets", async () => {
    const secret = "Bearer abcdefghijklmnop";
    const after = { gaps: [reportedGap("closed", { owner: secret })] };
    const io = await comparing(["before", "after", "--json"], { after });
    expect(comparisonSchema.parse(JSON.parse(io.stdout))).toMatchObject({ verdict: "pass" });
    expect(io.stdout).not.toContain("abcdefghijklmnop");
  });

  test("scrubs what a report by another hand says", async () => {
    const cwd = stage();
    const reasons = ["no answer to Authorization: Bearer abcdefghijklmnop"];
    const leaky: Report = { ...reportAfter({ verdict: "fail", reasons }) };
    writeFileSync(join(cwd, "leaky.json"), JSON.stringify(leaky));
    for (const how of [[], ["--json"], ["--quiet"]]) {
      const io = await comparing(["before", "leaky.json", ...how], { cwd });
      expect(io.stdout).toContain("[redacted]");
      expect(io.stdout).not.toContain("abcdefghijklmnop");
    }
  });

  test("writes the comparison where it is told to, and prints it all the same", async () => {
    const cwd = stage();
    const io = await comparing(["before", "after", "--output", "it.json"], { cwd, after: broken });
    expect(io.exitCode).toBe(1);
    expect(io.stdout).toContain("FAIL, exit code 1");
    const written: unknown = JSON.parse(readFileSync(join(cwd, "it.json"), "utf8"));
    expect(comparisonSchema.parse(written)).toMatchObject({ verdict: "fail" });
  });

  test.for([
    [2, {}],
    [1, broken],
  ] as const)(
    "says the verdict before it says what could not be written, and ends with %i",
    async ([exitCode, after]) => {
      const io = await comparing(["before", "after", "--output", "absent/it.json"], { after });
      expect(io.stdout).toContain("exit code");
      expect(io.stderr).toMatch(
        /^--output absent\/it\.json: the comparison could not be written: ENOENT/,
      );
      expect(io.exitCode).toBe(exitCode);
    },
  );

  test.for(["before/report.json", "./after/../after/report.json", "before", " "])(
    "does not write over a report: %j",
    async (output) => {
      const cwd = stage();
      const io = await comparing(["before", "after", "--output", output], { cwd });
      expect([io.exitCode, io.stdout]).toEqual([2, ""]);
      expect(io.stderr).toBe(
        `--output must be a file, and none of the reports, got "${output}".\n`,
      );
      expect(existsSync(join(cwd, "before/report.json"))).toBe(true);
    },
  );

  test.for([
    [["before"], /missing required argument 'after'/],
    [["before", "after", "more"], /too many arguments/],
    [["absent", "after"], /^BEFORE must name a report\.json.*got "absent"/],
    [["before", "absent"], /^AFTER must name a report\.json.*got "absent"/],
    [["before", "after", "--josn"], /unknown option '--josn'[\s\S]*--json/],
  ] as const)("ends with 2 for %j, and says so in a line", async ([argv, words]) => {
    const io = await comparing(argv);
    expect([io.exitCode, io.stdout]).toEqual([2, ""]);
    expect(io.stderr).toMatch(words);
  });

  test("has a help with examples and the exit codes", async () => {
    const io = await comparing(["--help"]);
    expect(io.exitCode).toBe(0);
    for (const part of ["Examples:", "--output <file>", "Exit codes of this command:"])
      expect(io.stdout).toContain(part);
  });
});
