import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runProgram } from "../../../src/cli/program.ts";
import { exitCodeMeanings } from "../../../src/ground/exit-code.ts";
import { proves } from "../../catalogue/proves.ts";
import { RecordingIo } from "./recording-io.ts";

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "gapproof-test-"));
});

afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

async function run(...argv: readonly string[]): Promise<RecordingIo> {
  const io = new RecordingIo({ cwd });
  await runProgram(io, argv);
  return io;
}

describe("command line", () => {
  test.for([
    ["an unknown command", ["gat"], /unknown command 'gat'[\s\S]*gate/],
    ["an unknown option", ["gate", "--tarrget", "x"], /unknown option '--tarrget'[\s\S]*--target/],
    ["an unknown phase", ["gate", "--project", "phase-9"], /--project must be one of .*"phase-9"/],
    ["a broken duration", ["gate", "--max-duration", "soon"], /--max-duration must be .*"soon"/],
    ["a duration of nothing", ["gate", "--max-duration", "0s"], /--max-duration must be .*"0s"/],
    ["a pattern that is none", ["gate", "-t", "("], /--test-name-pattern.*no regular expression/],
    ["a broken number of retries", ["gate", "--retry", "-1"], /--retry/],
    ["a missing value", ["gate", "--report-dir"], /--report-dir/],
    ["a superfluous argument", ["gate", "now"], /too many arguments/],
    ["no such config file", ["gate", "-c", "absent.ts"], /absent\.ts/],
    ["a malformed target", ["gate", "--target", "localhost"], /--target must be .*"localhost"/],
  ] as const)(
    "ends with 2 for %s, and says so in a line",
    proves("R11"),
    async ([, argv, words]) => {
      const io = await run(...argv);
      expect(io.exitCode).toBe(2);
      expect(io.stderr).toMatch(words);
      expect(io.stderr).not.toMatch(/^\s+at /m);
      expect(readdirSync(cwd)).toEqual([]);
    },
  );

  test("refuses a report folder that holds something else, before it looks for a target", async () => {
    writeFileSync(join(cwd, "notes.txt"), "mine");
    const io = await run("gate", "--report-dir", ".");
    expect(io).toMatchObject({ exitCode: 2, stdout: "" });
    expect(io.stderr).toContain("--report-dir must be a new or empty folder");
  });

  test.for([["--help"], ["gate", "--help"]])(
    "%s ends with 0 and lists the exit codes",
    async (argv) => {
      const io = await run(...argv);
      expect(io.exitCode).toBe(0);
      for (const [code, meaning] of Object.entries(exitCodeMeanings)) {
        expect(io.stdout).toContain(`${code.padStart(3)}  ${meaning}`);
      }
      expect(io.stdout).toContain("Examples:");
    },
  );

  test("gate --help says that -t is a regular expression, and whom --scale is for", async () => {
    const { stdout } = await run("gate", "--help");
    expect(stdout).toMatch(/--test-name-pattern <regexp>\s.*regular\s+expression/s);
    expect(stdout).toMatch(/--scale <factor>\s+embedded backend only/);
  });

  test("says its version", async () => {
    const io = await run("--version");
    expect(io.exitCode).toBe(0);
    expect(io.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test("shows help and ends with 2 when told nothing", async () => {
    const io = await run();
    expect(io.exitCode).toBe(2);
    expect(io.stderr).toContain("Usage: gapproof");
  });
});

describe("gate against a target that is not there", () => {
  test("ends with 4 and leaves a report behind", async () => {
    // Nothing serves HTTP on the discard port.
    const io = await run("gate", "--strict", "--target", "http://127.0.0.1:9", "--no-env-file");
    expect(io.exitCode, io.stderr).toBe(4);
    expect(io.stdout).toContain("BLOCKED, exit code 4");
    expect(readdirSync(join(cwd, "gapproof-report")).sort()).toEqual(["junit.xml", "report.json"]);
  });

  test("prints one JSON document on standard output, and the way there on standard error", async () => {
    const target = ["--strict", "--target", "http://127.0.0.1:9", "--no-env-file"];
    const io = await run("gate", "--json", ...target);
    expect(JSON.parse(io.stdout)).toMatchObject({ schemaVersion: 1, verdict: "blocked" });
    expect(io.stderr).toContain("http://127.0.0.1:9");
  });

  test("calls a staging that is down blocked, whatever stands nearby", proves("R15"), async () => {
    const env = { USE_STAGING_SERVICES: "true", STAGING_BASE_URL: "http://127.0.0.1:9" };
    const io = new RecordingIo({ cwd, env });
    await runProgram(io, ["gate", "--json", "--no-env-file"]);
    expect(io.exitCode, io.stderr).toBe(4);
    expect(JSON.parse(io.stdout)).toMatchObject({ verdict: "blocked", checks: [] });
    expect(readFileSync(join(cwd, "gapproof-report/junit.xml"), "utf8")).toContain("blocked:");
  });
});
