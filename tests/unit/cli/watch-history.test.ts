import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keepNight, nightsIn } from "../../../src/cli/history/history-file.ts";
import { rememberNight } from "../../../src/cli/history/remember-night.ts";
import { runProgram } from "../../../src/cli/program.ts";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { night } from "../gate/nights.ts";
import { blockedReport, sampleReport, sampleTarget } from "../report/sample.ts";
import { RecordingIo } from "./recording-io.ts";

let cwd: string;
let file: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "gapproof-history-"));
  file = join(cwd, "nights.jsonl");
});

afterEach(async () => {
  await rm(cwd, { recursive: true, force: true });
});

describe("a history", () => {
  test("gets a line at its end, and nothing is left beside it", async () => {
    expect(await nightsIn(file)).toEqual([]);
    await keepNight(file, night(1));
    await keepNight(file, night(2));
    expect(await nightsIn(file)).toEqual([night(1), night(2)]);
    expect(await readdir(cwd)).toEqual(["nights.jsonl"]);
  });

  test("stays as private as somebody made it", async () => {
    await writeFile(file, "");
    for (const mode of [0o600, 0o664]) {
      await chmod(file, mode);
      await keepNight(file, night(1));
      expect((await stat(file)).mode & 0o777).toBe(mode);
    }
  });

  test("stays where its link leads", async () => {
    const link = join(cwd, "link.jsonl");
    await writeFile(file, "");
    await symlink(file, link);
    await keepNight(link, night(1));
    expect(await readFile(file, "utf8")).toBe(`${JSON.stringify(night(1))}\n`);
  });

  test("that cannot be used is refused beforehand, by name", async () => {
    await expect(nightsIn(cwd)).rejects.toThrow(
      /^--history must be a file that can be read: EISDIR/,
    );
    await expect(nightsIn(join(cwd, "no", "x.jsonl"))).rejects.toThrow(
      "that can be written: ENOENT",
    );
    await writeFile(file, "nonsense\n");
    await expect(nightsIn(file)).rejects.toThrow("line 1, must be JSON");
  });
});

describe("a night that is over", () => {
  test("is remembered once, whatever its verdict", async () => {
    const io = new RecordingIo();
    const report = sampleReport({ walked: undefined });
    expect(await rememberNight(file, report, io)).toBe(report);
    expect(io.stderr).toBe(`history  ${file}: 1 line added (127.0.0.1, test)\n`);
    expect((await nightsIn(file)).map(({ run, verdict }) => [run, verdict])).toEqual([
      [report.run.id, "pass"],
    ]);
    expect(await rememberNight(undefined, report, io)).toBe(report);
  });

  const lost = { ...sampleTarget.trail[0], state: "unreachable", declared: true } as const;
  test.for([
    ["blocked", blockedReport(), "there was no target"],
    ["a proof", sampleReport({ mode: "prove" }), "a proof that something is broken is no night"],
    ["interrupted", sampleReport({ end: "interrupted" }), "the run was interrupted"],
    [
      "embedded",
      sampleReport({
        sighting: { state: "ready", target: { ...sampleTarget, source: "embedded" } },
      }),
      "the embedded backend is no deployment",
    ],
    [
      "a fallback",
      sampleReport({
        sighting: {
          state: "ready",
          target: { ...sampleTarget, trail: [lost as never, ...sampleTarget.trail] },
        },
      }),
      "another target than the declared one was tested",
    ],
  ] as const)("is not remembered when it was %s", async ([, report, why]) => {
    const io = new RecordingIo();
    expect(await rememberNight(file, report, io)).toBe(report);
    expect(io.stderr).toBe(`history  ${file}: nothing added: ${why}\n`);
    expect(await readdir(cwd)).toEqual([]);
  });

  test("that cannot be written down is said, and is never 0", async () => {
    const io = new RecordingIo();
    const good = sampleReport();
    expect((await rememberNight(cwd, good, io)).run.exitCode).toBe(2);
    expect(io.stderr).toMatch(/^--history must be a file/);
    const bad = { ...good, run: { ...good.run, exitCode: 1 as const } };
    expect((await rememberNight(cwd, bad, io)).run.exitCode).toBe(1);
  });
});

describe("nights that are watched", () => {
  test("are shown beside one another from the second on", async () => {
    await using backend = await startBackend();
    const env = { JWT_SECRET_KEY: backend.secret.reveal() };
    const args = ["--journey", "websocket", "--history", "nights.jsonl", "--no-env-file"];
    const said: string[] = [];
    for (let count = 0; count < 2; count += 1) {
      const io = new RecordingIo({ cwd, env });
      await runProgram(io, ["watch", "--target", backend.url, ...args]);
      expect(io.exitCode).toBe(0);
      said.push(io.stdout);
    }
    expect(said[0]).toContain("this is the first one of this target");
    expect(said[1]).toContain("websocket  100.0 % → 100.0 %");
    expect(said[1]).toContain("no change shown: 26 of 26 against 26 of 26 in 1 night before");
    const nights = await nightsIn(file);
    expect(nights.map(({ mode, revision }) => [mode, revision])).toEqual([
      ["watch", "embedded"],
      ["watch", "embedded"],
    ]);
    expect(nights[0]?.journeys[0]?.connect?.n).toBe(26);
  });
});
