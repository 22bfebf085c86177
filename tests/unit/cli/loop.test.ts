import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { LoopFolder } from "../../../src/cli/loop/loop-folder.ts";
import { planOf } from "../../../src/cli/loop/loop-plan.ts";
import { runProgram } from "../../../src/cli/program.ts";
import { compareReports } from "../../../src/harness/report/comparison/compare-reports.ts";
import { comparisonSchema } from "../../../src/harness/report/comparison/comparison-schema.ts";
import { readReport } from "../../../src/harness/report/read-report.ts";
import { writeReport } from "../../../src/harness/report/write.ts";
import { reportAfter, reportBefore } from "../report/comparison-stage.ts";
import { RecordingIo } from "./recording-io.ts";

const gaps = [
  { id: "hangs", journey: "websocket", cause: "app-stall", since: "2026-11-01", owner: "team-a" },
];

function stage(config: object = { gaps }): string {
  const cwd = mkdtempSync(join(tmpdir(), "gapproof-loop-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  writeFileSync(join(cwd, "gapproof.config.json"), JSON.stringify(config));
  return cwd;
}

const nobody = ["--target", "http://127.0.0.1:1", "--no-env-file"];

async function looping(argv: readonly string[], cwd = stage()): Promise<RecordingIo> {
  const io = new RecordingIo({ cwd, env: { PATH: process.env.PATH } });
  await runProgram(io, ["loop", ...nobody, ...argv]);
  return io;
}

describe("gapproof loop", () => {
  test("deploys nothing unless every gap is proven, and ends as the proof does", async () => {
    const cwd = stage();
    const io = await looping(["--deploy", "touch deployed"], cwd);
    expect(io.exitCode).toBe(4);
    expect(io.stderr).toMatch(/^1\/5 prove\n/);
    expect(io.stderr).toMatch(/the gaps are not proven: nothing was deployed\n$/);
    expect(io.stdout).toMatch(/BLOCKED \(prove\).*exit code 4/);
    expect(existsSync(join(cwd, "deployed"))).toBe(false);
    expect((await readReport("BEFORE", "gapproof-loop/before", cwd)).verdict).toBe("blocked");
  });

  test("keeps standard output for the comparison when it is to print JSON", async () => {
    const io = await looping(["--deploy", "true", "--json"]);
    expect([io.exitCode, io.stdout]).toEqual([4, ""]);
    expect(io.stderr).toMatch(/BLOCKED \(prove\).*exit code 4/);
  });

  test("takes away what an earlier loop found after its own deployment", async () => {
    const cwd = stage();
    const folder = new LoopFolder("gapproof-loop", cwd);
    await writeReport(reportBefore(), folder.before);
    await writeReport(reportAfter(), folder.after);
    expect(await folder.write(compareReports(reportBefore(), reportAfter()))).toBeUndefined();
    expect((await looping(["--deploy", "true"], cwd)).exitCode).toBe(4);
    expect(readdirSync(join(cwd, "gapproof-loop"))).toEqual(["before"]);
  });

  test.for([
    [[], /required option '--deploy <command>' not specified/],
    [["--deploy", " "], /^--deploy must be a command to run, got " "\.$/m],
    [["--deploy", "true", "--deploy-timeout", "soon"], /^--deploy-timeout must be .*"soon"/m],
    [["--deploy", "true", "--wait", "5m"], /^--wait waits for a revision: .*, got "5m"\.$/m],
    [
      ["--deploy", "true", "--expect-revision", "r2", "--wait", "long"],
      /^--wait must be a duration.*"long"/m,
    ],
    [
      ["--deploy", "true", "--expect-revision", "https://example.com"],
      /^--expect-revision takes the word behind it for a revision/m,
    ],
    [["--deploy", "true", "--gap", "other"], /^--gap must be one of .*: hangs, got "other"/m],
  ] as const)("ends with 2 for %j, before anything is deployed", async ([argv, words]) => {
    const cwd = stage();
    const io = await looping(argv, cwd);
    expect([io.exitCode, io.stdout]).toEqual([2, ""]);
    expect(io.stderr).toMatch(words);
    expect(io.stderr).not.toContain("2/5");
    expect(existsSync(join(cwd, "gapproof-loop/before"))).toBe(false);
  });

  test("ends with 2 where no gap is declared", async () => {
    const io = await looping(["--deploy", "true"], stage({}));
    expect(io.exitCode).toBe(2);
    expect(io.stderr).toContain("gaps must declare what is to be proven");
  });

  test("has a help with examples and a folder of its own", async () => {
    const io = await looping(["--help"]);
    expect(io.exitCode).toBe(0);
    for (const part of ["Examples:", "--deploy <command>", "Exit codes of this command:"])
      expect(io.stdout).toContain(part);
    expect(io.stdout).toMatch(/--report-dir <folder>.*\(default:\s+"gapproof-loop"\)/s);
  });
});

describe("the folder of a loop", () => {
  test.for([
    ["a report itself", "report.json", "{}", /must not hold a report itself/],
    [
      "a comparison.json of somebody else",
      "comparison.json",
      "[1]",
      /must hold no comparison\.json/,
    ],
    ["something else before", "before/notes.txt", "mine", /must be a new or empty folder/],
    ["something else after", "after/notes.txt", "mine", /must be a new or empty folder/],
    ["a file in its place", "../gapproof-loop", "mine", /must be a folder of files/],
  ] as const)("may not hold %s", async ([, file, text, words]) => {
    const cwd = stage();
    const path = join(cwd, "gapproof-loop", file);
    mkdirSync(join(path, ".."), { recursive: true });
    if (file.startsWith("..")) rmSync(join(cwd, "gapproof-loop"), { recursive: true, force: true });
    writeFileSync(path, text);
    const io = await looping(["--deploy", "true"], cwd);
    expect([io.exitCode, io.stdout]).toEqual([2, ""]);
    expect(io.stderr).toMatch(/^--report-dir /);
    expect(io.stderr).toMatch(words);
  });

  test("keeps a comparison for programs, and says when it cannot", async () => {
    const cwd = stage();
    const comparison = compareReports(reportBefore(), reportAfter());
    const folder = new LoopFolder("kept", cwd);
    expect(await folder.write(comparison)).toMatch(
      /^--report-dir kept: the comparison could not be written: ENOENT/,
    );
    mkdirSync(join(cwd, "kept"));
    expect(await folder.write(comparison)).toBeUndefined();
    await expect(folder.check()).resolves.toBeUndefined();
    const { default: written } = await import(join(cwd, "kept/comparison.json"), {
      with: { type: "json" },
    });
    expect(comparisonSchema.parse(written)).toMatchObject({ verdict: comparison.verdict });
  });
});

describe("the plan of a loop", () => {
  test("waits ten minutes for an expected revision where nobody says how long", async () => {
    const flags = { deploy: "true", deployTimeout: "30m" };
    const io = new RecordingIo();
    expect(await planOf(flags, io)).toEqual({ command: "true", timeoutMs: 1_800_000 });
    expect(await planOf({ ...flags, expectRevision: "r2" }, io)).toMatchObject({
      rollout: { expectRevision: "r2", wait: "10m" },
    });
    // Which commit that is, is asked after the deployment: there is none in a folder that does not exist.
    expect(await planOf({ ...flags, expectRevision: true, wait: "1m" }, io)).toMatchObject({
      rollout: { expectRevision: true, wait: "1m" },
    });
  });
});
