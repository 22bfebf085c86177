import { describe, expect, test } from "vitest";
import { type ProbeResult, probeIdentity } from "../../../src/harness/target/identity.ts";
import { contractWith } from "./asked.ts";
import { answering, deadPort, deadUrl, healthy, raw, serving, silent } from "./loopback.ts";

function probing(url: string, timeoutMs = 2_000): Promise<ProbeResult> {
  return probeIdentity(url, { contract: contractWith({}), timeoutMs });
}

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
    expect(result).toMatchObject({
      state: "unreachable",
      reason:
        "no answer within 0.2 s: it accepts connections and says nothing, as a paused container does",
    });
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
      reason: "no whole answer within 0.2 s: it began one and did not end it",
    });
  });

  test("ends when the headers never end", async () => {
    await using server = await raw((socket) => void socket.write("HTTP/1.1 200 OK\r\nx: y\r\n"));
    expect(await probing(server.url, 200)).toMatchObject({
      state: "unreachable",
      reason: expect.stringContaining("no answer within 0.2 s"),
    });
  });

  test("does not swallow an endless answer", async () => {
    await using server = await serving((_, response) => {
      response.writeHead(200, json);
      response.on("error", () => undefined);
      const pour = (): void => {
        while (!response.destroyed && response.write("x".repeat(65_536)));
        response.once("drain", pour);
      };
      pour();
    });
    expect(await probing(server.url)).toMatchObject({
      state: "wrong-identity",
      reason: "its answer is too large to say who it is",
    });
  });

  test("says that an answer broke off", async () => {
    await using server = await raw((socket) => {
      socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{");
    });
    expect(await probing(server.url)).toMatchObject({
      state: "unreachable",
      reason: expect.stringContaining("closed the connection in the middle of its answer"),
    });
  });

  test("stops asking when it is told to", async () => {
    await using server = await silent();
    const stop = new AbortController();
    const asking = probeIdentity(server.url, { contract: contractWith({}), signal: stop.signal });
    await server.connected;
    stop.abort();
    expect(await asking).toMatchObject({ state: "unreachable" });
  });

  test("says that a connection was closed without an answer", async () => {
    await using server = await raw((socket) => socket.destroy());
    expect(await probing(server.url)).toMatchObject({
      state: "unreachable",
      reason: expect.stringMatching(
        /^closed the connection without an answer \(\w+\): .* docker-proxy/,
      ),
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
