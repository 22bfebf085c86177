import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Backend, startBackend } from "../../src/fixtures/backend/index.ts";
import { reportSchema } from "../../src/harness/report/schema.ts";
import { proves } from "../catalogue/proves.ts";
import { type Finished, run } from "../detection/command.ts";
import { type Certificate, PrivateCa } from "./certificates.ts";
import { type Nginx, nginxMissing, type ServerBlock, startNginx } from "./nginx.ts";

const missing = nginxMissing();

const proxied = "proxy_pass http://backend;";

function plain(inside: string): ServerBlock {
  return (port) => `listen 127.0.0.1:${port}; ${inside}`;
}

function overTls({ certificate, key }: Certificate, inside: string): ServerBlock {
  return (port) =>
    `listen 127.0.0.1:${port} ssl; ssl_certificate ${certificate}; ssl_certificate_key ${key}; ${inside}`;
}

/** Every place in front of the backend that a person may have named, by what it does. */
function edges(ca: PrivateCa): Readonly<Record<string, ServerBlock>> {
  const right = ca.issue({ name: "IP:127.0.0.1", days: 2 });
  const all = `location / { ${proxied} }`;
  return {
    basePath: plain("location /base/ { proxy_pass http://backend/; } location / { return 404; }"),
    tls: overTls(right, all),
    tlsBasePath: overTls(right, "location /base/ { proxy_pass http://backend/; }"),
    wrongName: overTls(ca.issue({ name: "DNS:other.example", days: 2 }), all),
    expired: overTls(ca.issue({ name: "IP:127.0.0.1", days: -1 }), all),
    selfSigned: overTls(ca.selfSigned("IP:127.0.0.1"), all),
    redirect: plain("return 301 https://127.0.0.1$request_uri;"),
    basicAuth: plain(
      `location / { auth_basic "staging"; auth_basic_user_file /dev/null; ${proxied} }`,
    ),
    upstreamDown: plain("location / { proxy_pass http://127.0.0.1:1; }"),
    nothingProxied: plain("location / { return 404; }"),
    forbidden: plain("location / { deny all; }"),
    rateLimit: plain(`limit_req zone=strict; limit_req_status 429; location / { ${proxied} }`),
    frontend: plain(
      'location / { default_type text/html; return 200 "<!doctype html><title>My App</title>"; }',
    ),
  };
}

let backend: Backend;
let nginx: Nginx;
let ca: PrivateCa;
let at: (edge: string, scheme?: string) => string;

describe.skipIf(missing !== undefined)("nginx in front of the backend", () => {
  beforeAll(async () => {
    ca = new PrivateCa();
    backend = await startBackend();
    const servers = edges(ca);
    nginx = await startNginx(backend, Object.values(servers));
    const ports = new Map(Object.keys(servers).map((name, index) => [name, nginx.ports[index]]));
    at = (edge, scheme = "http") => `${scheme}://127.0.0.1:${ports.get(edge)}`;
  });

  afterAll(async () => {
    await nginx?.[Symbol.asyncDispose]();
    await backend?.stop();
    ca?.[Symbol.dispose]();
  });

  function resolving(url: string, env: Readonly<Record<string, string>> = {}): Promise<Finished> {
    return run(["resolve", "--json", "--target", url], { CI: "1", ...env });
  }

  const trusting = (): Record<string, string> => ({ NODE_EXTRA_CA_CERTS: ca.file });

  test("the gate passes through a base path", async () => {
    const { code, stdout, stderr } = await gate(`${at("basePath")}/base`);
    expect(code, stdout + stderr).toBe(0);
  });

  test("the gate passes over https and wss when Node is told of the private CA", async () => {
    const { code, stdout, stderr } = await gate(at("tls", "https"), trusting());
    expect(code, stdout + stderr).toBe(0);
    const { target, verdict } = reportSchema.parse(JSON.parse(stdout));
    expect(verdict).toBe("pass");
    expect(target).toMatchObject({
      http: at("tls", "https"),
      ws: `${at("tls", "wss")}/ws`,
      source: "explicit",
    });
  });

  test("TLS and a base path together are found", async () => {
    const { code, stdout } = await resolving(`${at("tlsBasePath", "https")}/base`, trusting());
    expect(code, stdout).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ws: `${at("tlsBasePath", "wss")}/base/ws` });
  });

  test.for<[string, () => readonly [string, Record<string, string>?], RegExp]>([
    [
      "a private CA nobody told Node of",
      () => [at("tls", "https")],
      /its certificate's issuer is not known; NODE_EXTRA_CA_CERTS=<file>/,
    ],
    [
      "a certificate for another name",
      () => [at("wrongName", "https"), trusting()],
      /its certificate is for another host name .*: it is for DNS:other\.example/,
    ],
    [
      "a certificate that has expired",
      () => [at("expired", "https"), trusting()],
      /its certificate has expired/,
    ],
    [
      "a self-signed certificate",
      () => [at("selfSigned", "https"), trusting()],
      /its certificate is self-signed; NODE_EXTRA_CA_CERTS=<file>/,
    ],
    ["plain HTTP on a TLS port", () => [at("tls")], /it expects TLS: use https:\/\//],
    [
      "TLS on a plain port",
      () => [at("nothingProxied", "https")],
      /speaks plain HTTP, not TLS: use http:\/\//,
    ],
    [
      "a redirect to https",
      () => [at("redirect")],
      /it redirects to \\?"https:\/\/127\.0\.0\.1\/health\\?" \(HTTP 301\): name https:\/\/127\.0\.0\.1/,
    ],
    [
      "a password gate",
      () => [at("basicAuth")],
      /a \\?"Basic\\?" password gate stands in front of it \(HTTP 401\).*server \\?"nginx/,
    ],
    [
      "an upstream that is down",
      () => [at("upstreamDown")],
      /HTTP 502 on \/health: a proxy answers, nothing behind it does.*server \\?"nginx/,
    ],
    [
      "a place where nothing is proxied",
      () => [at("nothingProxied")],
      /it has no \/health \(HTTP 404\)/,
    ],
    ["a forbidden place", () => [at("forbidden")], /it refuses \/health \(HTTP 403\).*nginx/],
    ["a frontend", () => [at("frontend")], /it answers HTML, not JSON: the page \\?"My App\\?"/],
    ["the wrong base path", () => [at("basePath")], /it has no \/health \(HTTP 404\)/],
  ])("%s is refused with its reason", proves("H46"), async ([, ask, words]) => {
    const { code, stdout, stderr } = await resolving(...ask());
    expect(code, stdout + stderr).toBe(4);
    expect(JSON.parse(stdout).blocked).toMatch(words);
  });

  test("a rate limit is named, once it is used up", async () => {
    await resolving(at("rateLimit"));
    const { code, stdout } = await resolving(at("rateLimit"));
    expect(code).toBe(4);
    expect(JSON.parse(stdout).blocked).toMatch(/it limits the rate of requests \(HTTP 429\)/);
  });

  function gate(url: string, env: Readonly<Record<string, string>> = {}): Promise<Finished> {
    return run(["gate", "--json", "--max-wait", "1s", "--target", url], { CI: "1", ...env });
  }
});

test.runIf(missing !== undefined)("nginx is tested where it is installed", (context) => {
  context.skip(missing);
});
