import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { deadUrl, serve } from "./serving.ts";

const root = join(import.meta.dirname, "../..");

/** The checks as anyone may start them: Vitest's own command line, this repository's config. */
async function vitest(env: Readonly<Record<string, string>>) {
  const args = ["run", "--project", "deployment-validation", "-t", "says who it is"];
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), ...args], {
    cwd: root,
    env: { PATH, HOME, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      said += String(chunk);
    });
  }
  const [code] = await once(child, "close");
  return { code, said };
}

test("passes against a declared backend, the target resolved once by the global setup", async () => {
  using backend = await serve();
  const { code, said } = await vitest({ TEST_BACKEND_URL: backend.http });
  expect(code, said).toBe(0);
  expect(said).toContain(backend.http);
});

test("does not end green when a declared backend lost and another one answered", async () => {
  using backend = await serve();
  const declared = await deadUrl();
  const ports = { DOCKER_BACKEND_PORT: String(backend.port) };
  const { code, said } = await vitest({ TEST_BACKEND_URL: declared, ...ports });
  expect(code, said).toBe(3);
});

test("is blocked when nothing declared answers", async () => {
  const { code, said } = await vitest({ TEST_BACKEND_URL: await deadUrl(), CI: "true" });
  expect(code).toBe(1);
  expect(said).toContain("There is nothing to test");
});
