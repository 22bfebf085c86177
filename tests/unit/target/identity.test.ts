import { describe, expect, test } from "vitest";
import { type ProbeResult, probeIdentity } from "../../../src/harness/target/identity.ts";
import { contractWith } from "./asked.ts";
import { answering, deadPort, deadUrl, healthy, raw, serving, silent } from "./loopback.ts";

function probing(url: string, timeoutMs = 2_000): Promise<ProbeResult> {
  return probeIdentity(url, { contract: contractWith({}), timeoutMs });
}

interface Said {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

async function wordsFor({ status, headers = {}, body = "" }: Said): Promise<string> {
  await using server = await serving((_, response) => {
    response.writeHead(status, headers);
    response.end(body);
  });
  const result = await probing(server.url);
  return result.state === "identified" ? "identified" : `${result.state}: ${result.reason}`;
}

const html = { "content-type": "text/html" };
const json = { "content-type": "application/json" };

describe("probeIdentity", () => {
  test("identifies the contract's backend by its identity path", async () => {
    await using backend = await answering();
    const result = await probing(backend.url);
    expect(result).toMatchObject({
      state: "identified",
      identity: {
        service: "netra-ai-platform",
        status: "healthy",
        version: "1.0.0",
        revision: "abc123",
        reference: false,
      },
    });
    expect(backend.asked).toEqual(["/health"]);
  });

  test("keeps a base path in front of the identity path", async () => {
    await using backend = await answering();
    await probing(`${backend.url}/base`);
    expect(backend.asked).toEqual(["/base/health"]);
  });

  test("recognises the reference backend", async () => {
    await using backend = await answering({ ...healthy, identity: { reference: true } });
    expect(await probing(backend.url)).toMatchObject({ identity: { reference: true } });
  });

  test.each<[string, Said, string]>([
    [
      "a redirect",
      { status: 301, headers: { location: "https://elsewhere.example/health" } },
      'wrong-identity: it redirects to "https://elsewhere.example/health" (HTTP 301): name the final URL',
    ],
    [
      "an SPA",
      { status: 200, headers: html, body: "<!doctype html><title>My App</title>" },
      'wrong-identity: it answers HTML, not JSON: the page "My App"',
    ],
    [
      "plain text",
      { status: 200, headers: { "content-type": "text/plain" }, body: "ok" },
      'wrong-identity: it answers "text/plain", not JSON',
    ],
    ["an empty body", { status: 200 }, "wrong-identity: it answers nothing, not JSON"],
    [
      "a file server",
      { status: 404, headers: html, body: "<title>Error response</title>" },
      'wrong-identity: it has no /health (HTTP 404): the page "Error response"',
    ],
    [
      "another API",
      { status: 404, headers: json, body: '{"detail":"Not Found"}' },
      "wrong-identity: it has no /health (HTTP 404)",
    ],
    [
      "another API with health",
      { status: 200, headers: json, body: '{"status":"ok"}' },
      "wrong-identity: its JSON does not say who it is (no service)",
    ],
    [
      "another service",
      { status: 200, headers: json, body: '{"service":"auth-service","status":"healthy"}' },
      'wrong-identity: it is "auth-service", not "netra-ai-platform"',
    ],
    [
      "another service that is unwell",
      { status: 503, headers: json, body: '{"service":"auth-service","status":"unhealthy"}' },
      'wrong-identity: it is "auth-service", not "netra-ai-platform"',
    ],
    [
      "an unhealthy backend",
      { status: 503, headers: json, body: '{"service":"netra-ai-platform","status":"unhealthy"}' },
      'unreachable: unhealthy: it says "unhealthy" (HTTP 503)',
    ],
    [
      "a degraded backend",
      { status: 200, headers: json, body: '{"service":"netra-ai-platform","status":"degraded"}' },
      'unreachable: unhealthy: it says "degraded"',
    ],
    [
      "a backend that says healthy with a 500",
      { status: 500, headers: json, body: JSON.stringify(healthy) },
      'unreachable: unhealthy: it says "healthy" (HTTP 500)',
    ],
    [
      "a backend without a status",
      { status: 200, headers: json, body: '{"service":"netra-ai-platform"}' },
      "unreachable: unhealthy: it does not say how it is",
    ],
    [
      "a failing server",
      { status: 500, body: "oops" },
      "unreachable: unhealthy: HTTP 500 on /health",
    ],
    [
      "a proxy with nothing behind it",
      { status: 502, headers: html, body: "<h1>502 Bad Gateway</h1>" },
      "unreachable: unhealthy: HTTP 502 on /health: a proxy answers, nothing behind it does",
    ],
    [
      "a password gate",
      { status: 401, headers: { "www-authenticate": 'Basic realm="staging"' } },
      'wrong-identity: a "Basic" password gate stands in front of it (HTTP 401)',
    ],
    ["a forbidden path", { status: 403 }, "wrong-identity: it refuses /health (HTTP 403)"],
    [
      "a TLS port",
      {
        status: 400,
        headers: html,
        body: "<h1>400</h1>The plain HTTP request was sent to HTTPS port",
      },
      "wrong-identity: it expects TLS: use https://",
    ],
  ])("has its own words for %s", async (_, said, words) => {
    expect(await wordsFor(said)).toBe(words);
  });

  test("shows foreign text short and without control characters", async () => {
    const service = `\u001b[31m${"x".repeat(500)}`;
    const words = await wordsFor({ status: 200, headers: json, body: JSON.stringify({ service }) });
    expect(words).toContain("\\u001b[31mxxx");
    expect(words.length).toBeLessThan(200);
  });

  test("says at once that a connection is refused", async () => {
    const result = await probing(deadUrl);
    expect(result).toMatchObject({
      state: "unreachable",
      reason: "connection refused (ECONNREFUSED)",
    });
    expect(result.elapsedMs).toBeLessThan(1_000);
  });

  test("says what both addresses of localhost did", async () => {
    const result = await probing(`http://localhost:${deadPort}`);
    expect(result).toMatchObject({ state: "unreachable" });
    expect(JSON.stringify(result)).toMatch(/connection refused.*127\.0\.0\.1.*\[::1\]/);
  });

  test("names the address of localhost that is the backend when another server hides it", async (context) => {
    await using backend = await answering();
    const other = await listeningBeside(backend.port);
    if (other === undefined) return context.skip("this machine has no ::1");
    await using _ = other;
    const result = await probing(backend.localhost);
    if (result.state === "identified") return expect(backend.asked).toContain("/health");
    expect(result).toMatchObject({
      state: "wrong-identity",
      reason: expect.stringContaining(`the backend answers on ${backend.url} only`),
    });
  });

  test("ends when a server accepts and says nothing", async () => {
    await using server = await silent();
    const result = await probing(server.url, 200);
    expect(result).toMatchObject({ state: "unreachable", reason: "no answer within 0.2 s" });
    expect(result.elapsedMs).toBeLessThan(1_000);
  });

  test("ends within its limit on localhost, too", async () => {
    await using server = await silent();
    const result = await probing(server.localhost, 300);
    expect(result.state).toBe("unreachable");
    expect(result.elapsedMs).toBeLessThan(1_000);
  });

  test("ends when an answer never ends", async () => {
    await using server = await serving((_, response) => {
      response.writeHead(200, json);
      response.write('{"service":');
    });
    expect(await probing(server.url, 200)).toMatchObject({
      state: "unreachable",
      reason: "no answer within 0.2 s",
    });
  });

  test("says that a connection was closed without an answer", async () => {
    await using server = await raw((socket) => socket.destroy());
    expect(await probing(server.url)).toMatchObject({
      state: "unreachable",
      reason: expect.stringContaining("closed the connection without an answer"),
    });
  });

  test("says that something does not speak HTTP", async () => {
    await using server = await raw((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"));
    expect(await probing(server.url)).toMatchObject({
      state: "unreachable",
      reason: expect.stringContaining("not HTTP"),
    });
  });

  test("says that a plain port was asked for TLS", async () => {
    await using server = await answering();
    expect(await probing(server.url.replace("http", "https"))).toMatchObject({
      state: "unreachable",
      reason: expect.stringContaining("use http://"),
    });
  });

  test("says that a name is not known", async () => {
    const result = await probing("http://no-such-host.invalid");
    expect(result).toMatchObject({
      state: "unreachable",
      reason: expect.stringMatching(/host name not known|name server/),
    });
  });
});

/** Another server on ::1 with a port that is taken on 127.0.0.1 only. */
async function listeningBeside(port: number): Promise<AsyncDisposable | undefined> {
  const { createServer } = await import("node:http");
  const server = createServer((_, response) => response.end("<html>not me</html>"));
  const up = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen({ port, host: "::1" }, () => resolve(true));
  });
  return up ? server : undefined;
}
