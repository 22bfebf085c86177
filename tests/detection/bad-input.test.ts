import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { proves } from "../catalogue/proves.ts";
import { raw, serving, silent } from "../unit/target/loopback.ts";
import { Command, type Finished } from "./command.ts";
import { deadUrl } from "./serving.ts";

/** What somebody typed, set or wrote, and what is to become of it. */
interface Bad {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string | Buffer>>;
  readonly code: number;
  readonly words: RegExp;
}

async function resolving({ args = [], env = {}, files = {} }: Omit<Bad, "code" | "words">) {
  const start = performance.now();
  using command = new Command(["resolve", ...args], env, (cwd) => {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  });
  const finished = await command.finished;
  return { ...finished, elapsedMs: performance.now() - start };
}

function said({ stdout, stderr }: Finished): string {
  return `${stdout}\n${stderr}`;
}

const ci = { CI: "1" };
const secret = "hunter2-and-more";

describe("bad input", () => {
  test.for<[string, Bad]>([
    [
      "a malformed URL",
      {
        env: { TEST_BACKEND_URL: "localhost:8000" },
        code: 2,
        words: /TEST_BACKEND_URL must be a URL such as .*"localhost:8000"/,
      },
    ],
    [
      "an unknown scheme",
      {
        env: { BACKEND_URL: "ftp://files.example" },
        code: 2,
        words: /BACKEND_URL must start with http:\/\/ or https:\/\/, got "ftp:\/\/files\.example"/,
      },
    ],
    [
      "a target that is neither URL nor source",
      { args: ["--target", "prod"], code: 2, words: /--target must be .*"prod"/ },
    ],
    [
      "credentials in a URL",
      {
        env: { BACKEND_URL: `http://user:${secret}@x.example` },
        code: 2,
        words: /BACKEND_URL must not hold credentials.*\[redacted\]@x\.example/,
      },
    ],
    [
      "a token in a URL's query",
      {
        env: { BACKEND_URL: `http://x.example/?token=${secret}` },
        code: 2,
        words: /BACKEND_URL must have no query/,
      },
    ],
    [
      "two URLs in one",
      {
        env: { BACKEND_URL: "http://a.example http://b.example" },
        code: 2,
        words: /BACKEND_URL must be one URL/,
      },
    ],
    ...["0", "70000", "abc", "-1", "8000.5", "0x50"].map((port): [string, Bad] => [
      `the port ${port}`,
      {
        env: { DOCKER_BACKEND_PORT: port },
        code: 2,
        words: new RegExp(`DOCKER_BACKEND_PORT must be a port between 1 and 65535, got "${port}"`),
      },
    ]),
    [
      "a port out of range in a URL",
      { args: ["--target", "http://x:70000"], code: 2, words: /--target must have a port between/ },
    ],
    [
      "a WebSocket URL of the wrong scheme",
      {
        args: ["--ws-url", "http://x/ws"],
        code: 2,
        words: /--ws-url must start with ws:\/\/ or wss/,
      },
    ],
    [
      "a flag that is neither yes nor no",
      {
        env: { USE_STAGING_SERVICES: "ture" },
        code: 2,
        words: /USE_STAGING_SERVICES must be true or false, got "ture"/,
      },
    ],
    [
      "a flag without its URL",
      {
        env: { USE_STAGING_SERVICES: "true" },
        code: 2,
        words: /USE_STAGING_SERVICES asks for staging, but no URL is set/,
      },
    ],
    [
      "a broken .env",
      {
        files: { ".env": "# fine\nthis is no assignment\n" },
        code: 2,
        words: /\.env, line 2 must have the form NAME=value/,
      },
    ],
    [
      "a binary .env",
      { files: { ".env": Buffer.from([0, 1, 2]) }, code: 2, words: /\.env must be a text file/ },
    ],
    [
      "a malformed URL in .env",
      {
        files: { ".env": "BACKEND_URL=backend:8000\n" },
        code: 2,
        words: /BACKEND_URL \(\.env\) must be a URL.*"backend:8000"/,
      },
    ],
    [
      "a wait that is no duration",
      { args: ["--wait-ready", "soon"], code: 2, words: /--wait-ready must be a duration.*"soon"/ },
    ],
    [
      "a wait that is too long",
      {
        args: ["--wait-ready", "2h"],
        code: 2,
        words: /--wait-ready must be .* at most 30m, got "2h"/,
      },
    ],
    [
      "a wait that may not ask",
      {
        args: ["--wait-ready", "5s", "--no-probe"],
        code: 2,
        words: /--wait-ready asks who answers/,
      },
    ],
    [
      "an engine's socket that is not there",
      {
        args: ["--target", "docker"],
        env: { DOCKER_HOST: "unix:///nowhere/engine.sock" },
        code: 4,
        words: /DOCKER_HOST.*\/nowhere\/engine\.sock/s,
      },
    ],
    [
      "an engine's address nobody understands",
      {
        args: ["--target", "docker"],
        env: { DOCKER_HOST: "smoke://signals" },
        code: 4,
        words: /smoke:\/\/signals/,
      },
    ],
  ])(
    "ends in seconds with its name, rule and value: %s",
    proves("H06"),
    async ([, { code, words, ...bad }]) => {
      const finished = await resolving(bad);
      expect(finished.code, said(finished)).toBe(code);
      expect(said(finished)).toMatch(words);
      expect(said(finished)).not.toMatch(/^\s+at /m);
      expect(said(finished)).not.toContain(secret);
      expect(finished.elapsedMs).toBeLessThan(5_000);
    },
  );

  test("blank values are no input at all", proves("H02"), async () => {
    const env = { ...ci, TEST_BACKEND_URL: " ", DOCKER_BACKEND_PORT: "", STAGING_ENV: " " };
    const { code, stdout } = await resolving({ args: ["--no-probe", "--json"], env });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ source: "default" });
  });
});

describe("a URL with no backend behind it", () => {
  const stopping: AsyncDisposable[] = [];
  const urls = new Map<string, string>();

  beforeAll(async () => {
    const hanging = await silent();
    const closing = await raw((socket) => socket.destroy());
    const page = await serving((_, response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<!doctype html><title>Log in</title>");
    });
    stopping.push(hanging, closing, page);
    urls.set("hangs", hanging.url).set("closes at once", closing.url).set("answers HTML", page.url);
    urls.set("refuses", await deadUrl());
  });

  afterAll(async () => {
    for (const one of stopping) await one[Symbol.asyncDispose]();
  });

  test.for<[string, RegExp, number]>([
    ["hangs", /no answer within 5 s: it accepts connections and says nothing/, 8_000],
    ["closes at once", /closed the connection without an answer .* docker-proxy/, 3_000],
    ["answers HTML", /it answers HTML, not JSON: the page "Log in"/, 3_000],
    ["refuses", /connection refused \(ECONNREFUSED\)/, 3_000],
  ])("blocks and says so when it %s", proves("D33", "H10"), async ([what, words, withinMs]) => {
    const env = { ...ci, TEST_BACKEND_URL: urls.get(what) ?? "" };
    const finished = await resolving({ env });
    expect(finished.code, said(finished)).toBe(4);
    expect(said(finished)).toMatch(words);
    expect(said(finished)).toContain("TEST_BACKEND_URL");
    expect(finished.elapsedMs).toBeLessThan(withinMs);
  });
});
