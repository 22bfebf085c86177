import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { deadUrl, dumbServer } from "./serving.ts";

const root = join(import.meta.dirname, "../..");

/** Longer than one check takes anywhere, shorter than a run that waits for what never comes. */
const boundMs = 50_000;

test("in mode hermetic the checks pass on the embedded backend, whatever surrounds them", async () => {
  // Somebody's folder and variables: a run that read them would end, or test another backend.
  const cwd = mkdtempSync(join(tmpdir(), "gapproof-hermetic-"));
  writeFileSync(join(cwd, ".env"), "this is no line of variables\n");
  writeFileSync(join(cwd, "gapproof.config.json"), '{"unknown": "key"}');
  let asked = 0;
  await using composed = await dumbServer((_, response) => {
    asked += 1;
    response.end('{"service": "netra-ai-platform", "status": "healthy"}');
  });
  const ports = JSON.stringify([`${new URL(composed.url).port}:8000`]);
  writeFileSync(join(cwd, "compose.yaml"), `services: { backend: { image: x, ports: ${ports} } }`);
  const result = join(cwd, "result.json");
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(
    process.execPath,
    [
      ...[join(root, "node_modules/vitest/vitest.mjs"), "run", "--root", root],
      ...["--config", join(root, "vitest.config.ts"), "--mode", "hermetic"],
      ...["--project", "deployment-validation", "-t", "who it is"],
      ...["--reporter", "json", "--outputFile", result],
    ],
    {
      cwd,
      env: { PATH, HOME, CI: "true", TEST_BACKEND_URL: await deadUrl() },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: boundMs,
    },
  );
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      said += String(chunk);
    });
  }
  try {
    const [code] = await once(child, "close");
    expect(code, said).toBe(0);
    expect(JSON.parse(readFileSync(result, "utf8"))).toMatchObject({
      success: true,
      numPassedTests: 1,
      numFailedTests: 0,
    });
    expect(asked).toBe(0);
  } finally {
    child.kill("SIGKILL");
    rmSync(cwd, { recursive: true, force: true });
  }
});
