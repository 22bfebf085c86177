import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { runProgram } from "../../../src/cli/program.ts";
import { faults, startFaulty } from "../../../src/fixtures/faults/index.ts";
import { deadUrl } from "../target/loopback.ts";
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
    [["ftp://a.example"], /must be an http\(s\) URL/],
    [["http://127.0.0.1:1", "--target", "docker"], /\[url\] cannot go together with --target/],
    [["http://127.0.0.1:1", "--direct", "nonsense"], /--direct/],
    [["--recrod", "x"], /unknown option '--recrod'/],
  ])("refuses %j with 2, naming what is wrong", async (argv, message) => {
    const io = await running(argv, { "bad.json": "{" });
    expect(io.stderr).toMatch(message);
    expect(io.exitCode).toBe(2);
  });
});
