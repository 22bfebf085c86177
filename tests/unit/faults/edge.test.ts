import { describe, expect, test } from "vitest";
import { asking, behind, say } from "./edge-stage.ts";

const get = (path: string, ...headers: readonly string[]): string =>
  `${[`GET ${path} HTTP/1.1`, "Host: backend", "Connection: close", ...headers].join("\r\n")}\r\n\r\n`;

describe("an edge that does nothing", () => {
  test("passes answers on, and the outermost address is the one that is published", async () => {
    const { url } = await behind([{ edge: {} }, { edge: {} }]);
    const answer = await fetch(`${url}/api/discovery/services`);
    const { services } = (await answer.json()) as { services: { backend: { url: string } } };
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(services.backend.url).toBe(url);
  });

  test("keeps a connection for the next request", async () => {
    const { port } = await behind([{ edge: {} }]);
    const twice = `GET /health/live HTTP/1.1\r\nHost: backend\r\n\r\n${get("/health/live")}`;
    const { text, ending } = await say(port, twice);
    expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    expect(ending).toBe("fin");
  });

  test("passes bodies on, with a length, in chunks, and none at all", async () => {
    const { port } = await behind([{ edge: {} }]);
    const post = "POST /auth/register HTTP/1.1\r\nHost: backend\r\nConnection: close\r\n";
    const body = '{"name":"A","email":"a@example.com","password":"long enough 123"}';
    const type = "Content-Type: application/json\r\n";
    const whole = await say(port, `${post}${type}Content-Length: ${body.length}\r\n\r\n${body}`);
    expect(whole.text).toMatch(/^HTTP\/1\.1 20\d/);
    const size = body.length.toString(16);
    const chunks = `${size}\r\n${body}\r\n0\r\n\r\n`;
    const chunked = await say(port, `${post}${type}Transfer-Encoding: chunked\r\n\r\n${chunks}`);
    expect(chunked.text).toMatch(/^HTTP\/1\.1 4\d\d/);
    expect(chunked.text).not.toMatch(/VALIDATION_ERROR/);
    const none = await say(port, `${post}\r\n`);
    expect(none.text).toMatch(/^HTTP\/1\.1 422/);
  });

  test("passes an upgrade on, selection and frames included", async () => {
    const { port } = await behind([{ edge: {} }]);
    const offer = "Sec-WebSocket-Protocol: jwt-auth";
    const { text } = await say(port, asking(offer), "AUTH_FAILED");
    expect(text).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    expect(text).toContain("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    expect(text).toContain("Sec-WebSocket-Protocol: jwt-auth");
    expect(text).toContain("AUTH_FAILED");
  });

  test("passes a refused upgrade on", async () => {
    const { port } = await behind([{ edge: {} }]);
    const { text, ending } = await say(port, asking("Sec-WebSocket-Protocol: graphql-ws"));
    expect(text).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n.*\{"detail":"Forbidden"\}$/s);
    expect(ending).toBe("fin");
  });

  test("leaves no socket behind, however many were open", async () => {
    const backend = await behind([{ edge: {} }, { link: { latencyMs: 1 } }]);
    const open = Array.from({ length: 5 }, () => say(backend.port, asking(), 5_000));
    await say(backend.port, get("/health"));
    const startMs = performance.now();
    await backend.stop();
    expect(backend.openSockets()).toBe(0);
    expect(performance.now() - startMs).toBeLessThan(1_000);
    await Promise.all(open);
  });

  test("takes the port that was asked for, and says when it is taken", async () => {
    const first = await behind([{ edge: {} }]);
    await expect(behind([{ edge: {} }], { port: first.port })).rejects.toThrow(/EADDRINUSE/);
    await expect(behind([{ link: {} }], { port: 99_999 })).rejects.toThrow(/port/);
    await first.stop();
    const second = await behind([{ edge: {} }], { port: first.port });
    expect(second.port).toBe(first.port);
  });
});

describe("an edge with a rule", () => {
  test("without Upgrade, the origin sees a plain request", async () => {
    const { port } = await behind([{ edge: { stripRequest: ["upgrade"] } }]);
    const { text, ending } = await say(port, asking());
    expect(text).toMatch(/^HTTP\/1\.1 426 Upgrade Required\r\n/);
    expect(ending).toBe("fin");
  });

  test("a subprotocol is lost on either way", async () => {
    for (const rule of [
      { stripRequest: ["sec-websocket-protocol"] },
      { stripResponse: ["sec-websocket-protocol"] },
    ]) {
      const { port } = await behind([{ edge: rule }]);
      const { text } = await say(port, asking("Sec-WebSocket-Protocol: jwt-auth"), "\r\n\r\n");
      expect(text).toMatch(/^HTTP\/1\.1 101 /);
      expect(text).not.toMatch(/sec-websocket-protocol/i);
    }
  });

  test("answers by itself, unless a password is there", async () => {
    const { port } = await behind([
      {
        edge: {
          answer: { status: 401, headers: { "WWW-Authenticate": "Basic" }, body: "who?" },
          unless: { header: "authorization", value: "Basic eDp5" },
        },
      },
    ]);
    for (const text of [get("/health"), asking()]) {
      expect((await say(port, text)).text).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n.*who\?$/s);
    }
    const known = await say(port, get("/health", "Authorization: Basic eDp5"));
    expect(known.text).toMatch(/^HTTP\/1\.1 200/);
  });

  test("concerns one kind of request and one path only", async () => {
    const { port } = await behind([
      { edge: { to: "upgrades", path: "/ws", answer: { status: 502 } } },
    ]);
    expect((await say(port, asking())).text).toMatch(/^HTTP\/1\.1 502/);
    expect((await say(port, get("/ws"))).text).toMatch(/^HTTP\/1\.1 426/);
  });

  test("limits how often a caller asks, and tells callers apart", async () => {
    const { port } = await behind([{ edge: { perSecond: 0.1 } }]);
    const ask = (n: number) => say(port, get("/health", `tracestate: gapproof=check-${n}`));
    const statuses = [];
    for (const n of [1, 1, 2]) statuses.push((await ask(n)).text.slice(9, 12));
    expect(statuses).toEqual(["200", "429", "200"]);
  });

  test("cuts an upgraded connection after silence, or at an age, with an end or a reset", async () => {
    const demo = await behind([{ edge: { idleMs: 60, cut: "reset" } }], { demo: true });
    const cut = await say(demo.port, asking().replace("/ws", "/api/demo/ws"), 500);
    expect(cut).toMatchObject({ ending: "reset" });
    const aged = await behind([{ edge: { lifetimeMs: 60 } }], { demo: true });
    expect(await say(aged.port, asking().replace("/ws", "/api/demo/ws"), 500)).toMatchObject({
      ending: "fin",
    });
    const gone = await behind([{ edge: { lifetimeMs: 60, cut: "vanish" } }], { demo: true });
    expect(await say(gone.port, asking().replace("/ws", "/api/demo/ws"), 300)).toMatchObject({
      ending: "open",
    });
  });

  test("cuts a body after so many bytes", async () => {
    const { port } = await behind([{ edge: { cutAfterBytes: 20 } }]);
    const { text, ending } = await say(port, get("/health"));
    expect(text.split("\r\n\r\n")[1]).toHaveLength(20);
    expect(ending).toBe("fin");
  });

  test("leads a share to a second origin", async () => {
    const { url } = await behind([
      {
        edge: { secondShare: 0.5 },
        second: { id: "edge.other", title: "is old", parameters: {}, options: { revision: "old" } },
      },
    ]);
    const seen = new Set<string>();
    for (let n = 0; n < 20; n += 1) {
      const { deployment } = (await (await fetch(`${url}/health`)).json()) as {
        deployment: { revision: string };
      };
      seen.add(deployment.revision);
    }
    expect([...seen].sort()).toEqual(["embedded", "old"]);
  });
});

describe("a link", () => {
  test("adds latency each way, keeps the order, and loses nothing", async () => {
    const { port } = await behind([{ link: { latencyMs: 40, jitterMs: 20 } }]);
    const { text, elapsedMs } = await say(port, get("/openapi.json"));
    expect(elapsedMs).toBeGreaterThan(80);
    expect(() =>
      JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)),
    ).not.toThrow();
  });

  test("is as narrow as told", async () => {
    const { port } = await behind([{ link: { bytesPerSecond: 4_000 } }]);
    const { text, elapsedMs } = await say(port, get("/health"));
    expect(elapsedMs).toBeGreaterThan((text.length / 4_000) * 900);
  });

  test.each(["fin", "reset"] as const)("cuts in the head with %s", async (cut) => {
    const { port } = await behind([{ link: { cutAfterBytes: 10, cut } }]);
    const said = await say(port, get("/health"));
    expect(said.ending).toBe(cut);
    if (cut === "fin") expect(said.text).toBe("HTTP/1.1 2");
  });

  test("lets go of the origin when a client goes before the cut reaches it", async () => {
    const backend = await behind([{ link: { latencyMs: 100, cutAfterBytes: 10 } }]);
    // The answer is on its way when the client goes.
    await say(backend.port, "GET /health HTTP/1.1\r\nHost: backend\r\n\r\n", 160);
    await expect.poll(() => backend.openSockets(), { timeout: 2_000 }).toBe(0);
  });

  test("may accept and say nothing", async () => {
    const { port } = await behind([{ link: { silent: true } }]);
    expect(await say(port, get("/health"), 100)).toMatchObject({ text: "", ending: "open" });
  });
});
