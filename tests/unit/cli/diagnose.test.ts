import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { runProgram } from "../../../src/cli/program.ts";
import { faults, startFaulty } from "../../../src/fixtures/faults/index.ts";
import { deadUrl, serving } from "../target/loopback.ts";
import { RecordingIo } from "./recording-io.ts";

async function running(argv: readonly string[], files: Record<string, string> = {}) {
  const cwd = mkdtempSync(join(tmpdir(), "gapproof-diagnose-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  // Whatever engine this machine has, its containers are not what is tested here.
  const io = new RecordingIo({ cwd, env: { DOCKER_HOST: "unix:///nowhere/engine.sock" } });
  await runProgram(io, ["diagnose", ...argv]);
  return io;
}

async function broken(id: string) {
  const backend = await startFaulty(faults.filter((fault) => fault.id === id));
  onTestFinished(() => backend.stop());
  return backend;
}

/** Of the right form, but for what the probe saw. */
const oldRecording = JSON.stringify({
  ...{ kind: "gapproof-diagnosis-recording", version: 1, recordedAt: "2026-01-01T00:00:00Z" },
  target: { http: "http://a.example", ws: "ws://a.example/ws" },
  probes: [{ name: "reach", durationMs: 3, saw: {} }],
});

describe("gapproof diagnose", () => {
  test("names the cause, shows the bytes, says what to do, and ends with 1", async () => {
    const { url } = await broken("handshake.selects-nothing");
    const io = await running([url, "--no-checks"]);
    expect(io.exitCode, io.stderr).toBe(1);
    expect(io.stdout).toMatch(/^1\. never-negotiates {2}H4 · handshake · \d+ % sure$/m);
    expect(io.stdout).toContain("Sec-WebSocket-Protocol: jwt-auth, jwt.[redact");
    expect(io.stdout).toContain("101 Switching Protocols");
    expect(io.stdout).toContain("what to do");
  });

  test("says the same as one JSON object", async () => {
    const { url } = await broken("handshake.selects-nothing");
    const io = await running([url, "--no-checks", "--json"]);
    expect(JSON.parse(io.stdout)).toMatchObject({
      ...{ healthy: false, abstained: false, target: { http: url } },
      causes: [{ id: "never-negotiates", taxonomy: "H4", layer: "handshake" }],
      probes: expect.arrayContaining([expect.objectContaining({ id: "P4", name: "offer" })]),
    });
  });

  test("ends with 0 on a healthy backend", async () => {
    await using backend = await startFaulty([]);
    const io = await running([backend.url, "--no-checks", "--quiet"]);
    expect(io.stdout).toMatch(/^nothing is wrong, as far as can be seen from outside\n/);
    expect(io.exitCode).toBe(0);
  });

  test("ends with 4 where nothing listens, and says so", async () => {
    const io = await running([deadUrl]);
    expect(io.stdout).toContain("nothing-listening");
    expect(io.exitCode).toBe(4);
  });

  test("ends with 4 where only a service beside the backend is up", async () => {
    await using frontend = await startFaulty([]);
    const io = await running([deadUrl], { ".env": `TEST_FRONTEND_URL=${frontend.url}\n` });
    expect(io.stdout).toContain("nothing-listening");
    expect(io.exitCode, io.stdout).toBe(4);
  });

  test("ends with 130 when interrupted, at once and in one sentence", async () => {
    const person = new AbortController();
    await using hanging = await serving(() => person.abort());
    const io = new RecordingIo({ cwd: tmpdir(), interrupted: person.signal });
    const startMs = performance.now();
    await runProgram(io, ["diagnose", hanging.url, "--no-env-file"]);
    expect(performance.now() - startMs).toBeLessThan(2_000);
    expect([io.exitCode, io.stdout, io.stderr]).toEqual([
      130,
      "",
      "the diagnosis was interrupted\n",
    ]);
  });

  test("diagnoses a recording without the backend", async () => {
    const { url, stop } = await broken("handshake.selects-nothing");
    const file = join(mkdtempSync(join(tmpdir(), "gapproof-record-")), "seen.json");
    const first = await running([url, "--no-checks", "--record", file]);
    await stop();
    const again = await running(["--replay", file]);
    expect(again.stdout).toBe(first.stdout);
    expect(again.exitCode).toBe(1);
  });

  test.each([
    [["--replay", "none.json"], /--replay none\.json cannot be read: .*ENOENT/],
    [["--replay", "bad.json"], /--replay bad\.json is not JSON/],
    [["--replay", "bad.json", "http://127.0.0.1:1"], /--replay cannot go together with \[url\]/],
    [["--replay", "bad.json", "--target", "docker"], /--replay cannot go together with --target/],
    [["--replay", "old.json"], /--replay old\.json does not fit this version of gapproof: .*reach/],
    [["ftp://a.example"], /must be an http\(s\) URL/],
    [["http://127.0.0.1:1", "--target", "docker"], /\[url\] cannot go together with --target/],
    [["http://127.0.0.1:1", "--direct", "nonsense"], /--direct/],
    [["--recrod", "x"], /unknown option '--recrod'/],
  ])("refuses %j with 2, naming what is wrong", async (argv, message) => {
    const io = await running(argv, { "bad.json": "{", "old.json": oldRecording });
    expect(io.stderr).toMatch(message);
    expect(io.exitCode).toBe(2);
  });
});
