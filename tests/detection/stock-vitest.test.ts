import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { install, root } from "./installation.ts";
import { deadUrl, serve } from "./serving.ts";

const oneCheck = ["run", "--project", "deployment-validation", "-t", "who it is"];

/** The checks as anyone may start them: Vitest's own command line. */
async function vitest(
  env: Readonly<Record<string, string>>,
  { cwd, args }: { readonly cwd: string; readonly args: readonly string[] } = {
    cwd: root,
    args: oneCheck,
  },
) {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), ...args], {
    cwd,
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

describe("in a project of one's own", () => {
  const ownTest = `import { check, test } from "gapproof/test";
test("answers", check({ id: "own.answers", rows: ["C01"], phase: "staging-e2e", journey: "own" }),
  async ({ context, expect }) => {
    expect((await context.call("health")).status).toBe(200);
  });`;

  async function own(config: string) {
    const folder = mkdtempSync(join(tmpdir(), "gapproof-own-"));
    install(folder);
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(folder, "vitest.config.js"), config);
    writeFileSync(join(folder, "own.test.js"), ownTest);
    const ended = await vitest({}, { cwd: folder, args: ["run"] });
    rmSync(folder, { recursive: true });
    return ended;
  }

  test("finds the target through gapproof/global-setup", async () => {
    const { code, said } = await own(
      'export default { test: { globalSetup: ["gapproof/global-setup"] } };',
    );
    expect(code, said).toBe(0);
    expect(said).toContain("embedded");
  });

  test("says what is missing without it", async () => {
    const { code, said } = await own("export default {};");
    expect(code).toBe(1);
    expect(said).toContain('must name "gapproof/global-setup"');
  });
});
