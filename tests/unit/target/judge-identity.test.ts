import { describe, expect, test } from "vitest";
import { probeIdentity } from "../../../src/harness/target/identity.ts";
import { proves } from "../../catalogue/proves.ts";
import { contractWith } from "./asked.ts";
import { healthy, serving } from "./loopback.ts";

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
  const result = await probeIdentity(server.url, { contract: contractWith({}) });
  return result.state === "identified" ? "identified" : `${result.state}: ${result.reason}`;
}

const html = { "content-type": "text/html" };
const json = { "content-type": "application/json" };

describe("judgeIdentity", () => {
  test.each<[string, Said, string | RegExp]>([
    [
      "a redirect",
      { status: 301, headers: { location: "https://elsewhere.example/health" } },
      'wrong-identity: it redirects to "https://elsewhere.example/health" (HTTP 301): name https://elsewhere.example',
    ],
    [
      "a redirect below a base path",
      { status: 308, headers: { location: "/v2/health" } },
      /^wrong-identity: it redirects to "\/v2\/health" \(HTTP 308\): name http:\/\/127\.0\.0\.1:\d+\/v2$/,
    ],
    [
      "a redirect to a login",
      { status: 302, headers: { location: "https://login.example/?next=x" } },
      'wrong-identity: it redirects to "https://login.example/?next=x" (HTTP 302): it leads away from the path that was asked for, as a login does; name the backend itself',
    ],
    ["a redirect to nowhere", { status: 302 }, /it redirects elsewhere \(HTTP 302\)/],
    [
      "an SPA",
      { status: 200, headers: html, body: "<!doctype html><title>My App</title>" },
      'wrong-identity: it answers HTML, not JSON: the page "My App", as a frontend does on every path',
    ],
    [
      "a directory listing",
      {
        status: 200,
        headers: { ...html, server: "SimpleHTTP/0.6" },
        body: "<!DOCTYPE HTML><title>Directory listing for /health/</title>",
      },
      'wrong-identity: it lists a folder: a file server; server "SimpleHTTP/0.6"',
    ],
    [
      "plain text",
      { status: 200, headers: { "content-type": "text/plain" }, body: "ok" },
      'wrong-identity: it answers "text/plain", not JSON',
    ],
    ["an empty body", { status: 200 }, "wrong-identity: it answers nothing, not JSON"],
    [
      "a file server",
      {
        status: 404,
        headers: { ...html, server: "SimpleHTTP/0.6" },
        body: "<title>Error response</title>",
      },
      'wrong-identity: it has no /health (HTTP 404): the page "Error response"; server "SimpleHTTP/0.6"',
    ],
    [
      "another API",
      { status: 404, headers: json, body: '{"detail":"Not Found"}' },
      "wrong-identity: it has no /health (HTTP 404): not deployed here, or under another base path",
    ],
    [
      "another API with health",
      { status: 200, headers: json, body: '{"status":"ok"}' },
      'wrong-identity: its JSON does not say who it is (no service; it has "status")',
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
    [
      "a token gate",
      { status: 401, headers: { ...json, "www-authenticate": "Bearer" }, body: "{}" },
      'wrong-identity: it asks for "Bearer" authorization on /health (HTTP 401)',
    ],
    [
      "a forbidden path",
      { status: 403, headers: { server: "nginx" } },
      'wrong-identity: it refuses /health (HTTP 403); server "nginx"',
    ],
    [
      "a rate limit",
      { status: 429 },
      "unreachable: unhealthy: it limits the rate of requests (HTTP 429)",
    ],
    ["a list", { status: 200, headers: json, body: "[]" }, /no service; it is a list/],
    [
      "a TLS port",
      {
        status: 400,
        headers: html,
        body: "<h1>400</h1>The plain HTTP request was sent to HTTPS port",
      },
      "wrong-identity: it expects TLS: use https://",
    ],
  ])("has its own words for %s", proves("D33"), async (_, said, words) => {
    expect(await wordsFor(said)).toEqual(
      typeof words === "string" ? words : expect.stringMatching(words),
    );
  });

  test("shows foreign text short and without control characters", async () => {
    const service = `\u001b[31m${"x".repeat(500)}`;
    const words = await wordsFor({ status: 200, headers: json, body: JSON.stringify({ service }) });
    expect(words).toContain("\\u001b[31mxxx");
    expect(words.length).toBeLessThan(200);
  });
});
