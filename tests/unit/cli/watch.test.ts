import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runProgram } from "../../../src/cli/program.ts";
import { type Backend, startBackend } from "../../../src/fixtures/backend/index.ts";
import { quirk } from "../../../src/fixtures/faults/fault.ts";
import { faults, startFaulty } from "../../../src/fixtures/faults/index.ts";
import type { Report } from "../../../src/harness/report/report.ts";
import { reportSchema } from "../../../src/harness/report/schema.ts";
import { RecordingIo } from "./recording-io.ts";

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "gapproof-watch-"));
});

afterEach(async () => {
  await rm(cwd, { recursive: true, force: true });
});

/** Of so many connections, one share comes to a build that closes them with 1011 once they are greeted. */
function twoBuilds(secondShare: number) {
  const crash = faults.find(({ id }) => id === "wire.crashes-on-message");
  return quirk({
    id: "two-builds",
    title: "two builds, one of which is broken",
    edge: { to: "upgrades", secondShare },
    second: { ...quirk({ id: "r2", title: "r2" }), ...crash, options: { revision: "r2" } },
  });
}

type Reached = Pick<Backend, "url" | "secret">;

async function watch(backend: Reached, args: readonly string[], io = ioFor(backend)) {
  await runProgram(io, ["watch", "--target", backend.url, "--no-env-file", ...args]);
  return io;
}

function ioFor({ secret }: Pick<Reached, "secret">): RecordingIo {
  return new RecordingIo({ cwd, env: { JWT_SECRET_KEY: secret.reveal() } });
}

async function written(): Promise<Report> {
  const report = JSON.parse(await readFile(join(cwd, "gapproof-report", "report.json"), "utf8"));
  expect(reportSchema.safeParse(report).error).toBeUndefined();
  return report as Report;
}

describe("gapproof watch", () => {
  test("passes a healthy backend as soon as each rate is decided", async () => {
    await using backend = await startBackend();
    const io = await watch(backend, []);
    expect(io.stderr).toBe("");
    expect(io.exitCode).toBe(0);
    const { mode, verdict, journeys, checks } = await written();
    expect({ mode, verdict, checks }).toEqual({ mode: "watch", verdict: "pass", checks: [] });
    expect(journeys.map(({ id, n, decision }) => [id, n, decision])).toEqual([
      ["websocket", 26, "pass"],
      ["golden-path", 56, "pass"],
      ["http-fallback", 59, "pass"],
    ]);
    expect(io.stdout).toContain("at least 90 % is good, 80 % or less is not");
    expect(io.stdout).toContain("✓ golden-path  pass  56 of 56");
    expect(io.stdout).toContain("PASS (watch)");
  });

  test("fails a backend that fails now and then, and says which build it was and why", async () => {
    await using backend = await startFaulty([twoBuilds(0.5)], { revision: "r1" });
    const io = await watch(backend, ["--journey", "websocket"]);
    expect(io.exitCode).toBe(1);
    const { reasons, journeys, diagnoses, warnings } = await written();
    expect(reasons[0]).toMatch(/^the rate of websocket is below its target: /);
    const byBuild = journeys[0]?.sample?.revisions ?? [];
    expect(byBuild.map(({ revision }) => revision).toSorted()).toEqual(["r1", "r2"]);
    expect(byBuild.find(({ revision }) => revision === "r2")?.successes).toBe(0);
    expect(diagnoses?.[0]?.causes.map(({ id }) => id)).toContain("mixed-revisions");
    expect(warnings).toContain("this is about websocket only (--journey)");
    expect(io.stdout).toMatch(/✗ websocket, trial \d+: close 1011/);
    expect(io.stdout).toMatch(/by revision: .*r2 0\/\d+/);
    expect(io.stdout).toContain("diagnosis  ");
  });

  test("does not ask why when it is told not to", async () => {
    await using backend = await startFaulty([twoBuilds(0.5)]);
    const io = await watch(backend, ["--journey", "websocket", "--no-diagnose", "--quiet"]);
    expect(io.exitCode).toBe(1);
    expect(await written()).not.toHaveProperty("diagnoses");
    expect(io.stdout).toMatch(/^FAIL \(watch\)/);
  });

  test("is blocked where nobody answers, and says so in its report", async () => {
    const backend = await startBackend();
    await backend.stop();
    const io = await watch(backend, ["--history", "nights.jsonl"]);
    expect(io.exitCode).toBe(4);
    expect(await written()).toMatchObject({ verdict: "blocked", journeys: [] });
    expect(io.stderr).toContain("nothing added: there was no target");
  });

  test("reports what was counted when it is interrupted", async () => {
    await using backend = await startBackend();
    const person = new AbortController();
    const io = new (class extends RecordingIo {
      override out(text: string): void {
        super.out(text);
        if (text.includes("✓ websocket")) person.abort();
      }
    })({ cwd, env: ioFor(backend).env, interrupted: person.signal });
    await watch(backend, ["--history", "nights.jsonl"], io);
    expect(io.exitCode).toBe(130);
    const { run, journeys } = await written();
    expect(run.end).toBe("interrupted");
    expect(journeys[0]).toMatchObject({ id: "websocket", n: 26, decision: "pass" });
    expect(journeys[1]?.n).toBeLessThan(56);
    expect(io.stderr).toContain("nothing added: the run was interrupted");
  });

  test("fails when the time runs out, with what was counted by then", async () => {
    await using backend = await startBackend({ paceMs: 60_000 });
    const io = await watch(backend, ["--max-duration", "900ms"]);
    expect(io.exitCode).toBe(1);
    const { run, reasons, journeys } = await written();
    expect(run.end).toBe("timed-out");
    expect(reasons[0]).toBe("--max-duration ran out");
    expect(journeys[0]?.n).toBeGreaterThan(0);
  });

  test("walks a whole loop, and ends one early only to fail it", async () => {
    await using sound = await startBackend();
    const whole = await watch(sound, ["--min", "180"]);
    expect(whole.exitCode).toBe(0);
    expect((await written()).loop).toMatchObject({ n: 180, successes: 180, decision: "pass" });
    await using broken = await startFaulty([twoBuilds(0.5)]);
    const io = await watch(broken, ["--min", "180", "--no-diagnose"]);
    expect(io.exitCode).toBe(1);
    const { loop, reasons } = await written();
    expect(loop).toMatchObject({ least: 180, decision: "fail" });
    expect(loop?.n).toBeLessThan(100);
    expect(reasons.join("\n")).toContain("the loop: ");
  });

  test("prints the report for programs, and everything else beside it", async () => {
    await using backend = await startBackend();
    const args = ["--journey", "websocket", "--json", "--for", "500ms", "--every", "15ms"];
    const io = await watch(backend, args);
    const report = JSON.parse(io.stdout);
    expect(reportSchema.safeParse(report).error).toBeUndefined();
    expect(io.stderr).toContain("for 500 ms, decided or not");
    expect(report.journeys[0].n).toBeLessThanOrEqual(34);
  });

  test("counts what begins and is not counted", async () => {
    await using backend = await startBackend();
    await watch(backend, ["--journey", "websocket", "--at-once", "8"]);
    const { warnings, journeys } = await written();
    expect(journeys[0]?.n).toBe(26);
    expect(warnings.join("\n")).toMatch(/\d+ more trials? had begun by the time .* not count/);
  });

  test("lets no token and no secret into anything it says or writes", async () => {
    await using backend = await startFaulty([twoBuilds(0.5)]);
    const io = ioFor(backend);
    const canary = "canary-8f2e61c07b9d43aaa51e-token";
    const env = { ...io.env, GAPPROOF_TOKEN: canary };
    const both = [io, new RecordingIo({ cwd, env })];
    for (const one of both) {
      await watch(backend, ["--journey", "websocket", "--history", "nights.jsonl"], one);
      const files = ["gapproof-report/report.json", "gapproof-report/junit.xml", "nights.jsonl"];
      const texts = await Promise.all(files.map((file) => readFile(join(cwd, file), "utf8")));
      const all = [one.stdout, one.stderr, ...texts].join("\n");
      expect(all).not.toContain(backend.secret.reveal());
      expect(all).not.toContain(canary);
      expect(all).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/);
    }
  });

  test.for([
    [["--min", "x"], "--min must be a whole number"],
    [["--every", "10m"], "--max-duration must leave time for 141 trials"],
    [["--journey", "nope"], "--journey must be a journey"],
    [["--history", "no/such/folder/nights.jsonl"], "--history must be a file that can be written"],
  ] as const)("refuses %o before it asks anybody", async ([args, words]) => {
    const backend = await startBackend();
    await backend.stop();
    const io = await watch(backend, args);
    expect(io.exitCode).toBe(2);
    expect(io.stderr).toContain(words);
    expect(io.stdout).toBe("");
  });
});
