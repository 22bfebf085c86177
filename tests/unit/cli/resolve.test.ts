import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { resolveCommand } from "../../../src/cli/commands/resolve.ts";
import { ConfigurationError } from "../../../src/ground/errors.ts";
import { proves } from "../../catalogue/proves.ts";
import { answering, deadUrl } from "../target/loopback.ts";

interface Ran {
  readonly out: string;
  readonly code: number | undefined;
}

interface World {
  readonly env?: Record<string, string>;
  readonly files?: Record<string, string>;
}

async function running(
  argv: readonly string[],
  { env = {}, files = {} }: World = {},
): Promise<Ran> {
  const cwd = mkdtempSync(join(tmpdir(), "gapproof-resolve-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  let out = "";
  let code: number | undefined;
  const command = resolveCommand({
    // Whatever engine this machine has, its containers are not what is tested here.
    env: { DOCKER_HOST: "unix:///nowhere/engine.sock", ...env },
    cwd,
    interactive: false,
    color: false,
    out: (text) => {
      out += text;
    },
    err: () => undefined,
    interrupted: new AbortController().signal,
    exit: (given) => {
      code = given;
    },
  });
  await command.parseAsync(argv, { from: "user" });
  return { out, code };
}

describe("gapproof resolve", () => {
  test("tells people the target, who answers, and the way there", async () => {
    await using backend = await answering();
    const { out, code } = await running(["--target", backend.url]);
    expect(code).toBe(0);
    expect(out).toContain(`target    ${backend.url} (explicit)\n`);
    expect(out).toContain(`socket    ws://127.0.0.1:${backend.port}/ws\n`);
    expect(out).toContain("identity  netra-ai-platform 1.0.0, revision abc123\n");
    expect(out).toMatch(/→ explicit +--target +http:\S+ +chosen/);
  });

  test("tells programs the same as one JSON object", async () => {
    await using backend = await answering();
    const { out, code } = await running(["--json"], { env: { TEST_BACKEND_URL: backend.url } });
    const told = JSON.parse(out);
    expect(code).toBe(0);
    expect(Object.keys(told)).toEqual([
      "http",
      "ws",
      "source",
      "services",
      "trail",
      "warnings",
      "identity",
      "fallback",
    ]);
    expect(told).toMatchObject({
      http: backend.url,
      ws: `ws://127.0.0.1:${backend.port}/ws`,
      source: "explicit",
      services: { auth: backend.url, frontend: null },
      identity: { service: "netra-ai-platform", reference: false },
      fallback: false,
    });
    expect(told.trail[1]).toMatchObject({
      source: "explicit",
      via: "variable",
      variable: "TEST_BACKEND_URL",
      url: backend.url,
      state: "chosen",
    });
  });

  test("has no URLs for the embedded backend, which is not started for this", async () => {
    const { out, code } = await running(["--json", "--target", "embedded"], {
      env: { CI: "true" },
    });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      http: null,
      ws: null,
      source: "embedded",
      services: { auth: null, frontend: null },
      identity: null,
      fallback: false,
    });
  });

  test("ends with 3 when something declared lost", proves("H19"), async () => {
    await using backend = await answering();
    const env = { TEST_BACKEND_URL: deadUrl, DOCKER_BACKEND_PORT: String(backend.port) };
    const { out, code } = await running(["--json"], { env });
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ source: "docker", fallback: true });
  });

  test("ends with 4 when there is nothing to test, and says why and what to do", async () => {
    const env = { TEST_BACKEND_URL: deadUrl, CI: "true" };
    const json = await running(["--json"], { env });
    const text = await running([], { env });
    expect([json.code, text.code]).toEqual([4, 4]);
    expect(JSON.parse(json.out)).toMatchObject({
      http: null,
      ws: null,
      source: null,
      identity: null,
      blocked: expect.stringContaining("connection refused"),
    });
    expect(text.out).toContain("blocked   TEST_BACKEND_URL");
    expect(text.out).toContain("--target embedded");
  });

  test(
    "falls back under CI with --allow-fallback, and on no laptop with --strict",
    proves("H19"),
    async () => {
      await using backend = await answering();
      const env = { TEST_BACKEND_URL: deadUrl, BACKEND_URL: backend.url };
      const allowed = await running(["--allow-fallback"], { env: { ...env, CI: "1" } });
      const strict = await running(["--strict"], { env });
      expect([allowed.code, strict.code]).toEqual([3, 4]);
    },
  );

  test("touches no network with --no-probe", async () => {
    await using backend = await answering();
    const { out, code } = await running(["--no-probe"], { env: { BACKEND_URL: backend.url } });
    expect(code).toBe(0);
    expect(out).toContain("identity  not asked");
    expect(backend.asked).toEqual([]);
  });

  test(
    "reads .env under the real environment, another file, or none",
    proves("H12", "H21"),
    async () => {
      const files = {
        ".env": "BACKEND_URL=http://file.example",
        other: "BACKEND_URL=http://o.example",
      };
      const urlOf = async (argv: string[], env = {}) =>
        JSON.parse((await running(["--json", "--no-probe", ...argv], { env, files })).out).http;
      expect(await urlOf([])).toBe("http://file.example");
      expect(await urlOf([], { BACKEND_URL: "http://real.example" })).toBe("http://real.example");
      expect(await urlOf(["--env-file", "other"])).toBe("http://o.example");
      expect(await urlOf(["--no-env-file"])).toBe("http://localhost:8000");
    },
  );

  test("reads the variables of the environment it is told", proves("R01"), async () => {
    const env = { DEV_BACKEND_URL: "http://dev.example", TEST_BACKEND_URL: "http://test.example" };
    const { out } = await running(["--json", "--no-probe", "--env", "dev"], { env });
    expect(JSON.parse(out).http).toBe("http://dev.example");
  });

  test.each([
    [["--target", "http://x:70000"], {}, "--target must have a port between 1 and 65535"],
    [["--ws-url", "http://x"], {}, "--ws-url must start with ws:// or wss://"],
    [["--env-file", "gone.env"], {}, "gone.env must be a readable file"],
    [[], { DOCKER_BACKEND_PORT: "abc" }, "DOCKER_BACKEND_PORT must be a port"],
    [[], { BACKEND_URL: "https://api.acme.com" }, "BACKEND_URL must not lead to production"],
  ])("refuses %j with %j as configuration", async (argv, env, message) => {
    const error = await running(argv, { env }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(message);
  });
});
