import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { offer, Socket } from "./socket.ts";
import { upgrade } from "./upgrade.ts";
import { ask, register } from "./visitor.ts";

const encode = (token: string) => Buffer.from(token).toString("base64url");

describe("subprotocol negotiation", () => {
  test.each<[string, (token: string) => string[], number]>([
    ["jwt-auth, jwt.<base64url>", (token) => ["jwt-auth", `jwt.${encode(token)}`], 1],
    ["jwt.<base64url>", (token) => [`jwt.${encode(token)}`], 0],
    ["jwt-auth.<base64url>", (token) => [`jwt-auth.${encode(token)}`], 0],
    ["bearer.<base64url>", (token) => [`bearer.${encode(token)}`], 0],
    ["jwt.<raw token>", (token) => [`jwt.${token}`], 0],
    ["unknown first", (token) => ["graphql-ws", `bearer.${encode(token)}`], 1],
    ["e2e-testing last", (token) => ["jwt-auth", `jwt.${encode(token)}`, "e2e-testing"], 1],
  ])("selects the offer that carries the token: %s", async (_, layout, selected) => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const offers = layout(visitor.token);
    await using socket = await Socket.open(backend.wsUrl, offers);
    expect(socket.protocol).toBe(offers[selected]);
    expect((await socket.next("connection_established")).data.mode).toBe("main");
  });

  test.each(["jwt-auth", "jwt", "bearer", "e2e-testing", "staging-auth"])(
    "selects a bare %s beside a token in the header",
    async (bare) => {
      await using backend = await startBackend();
      const visitor = await register(backend);
      await using socket = await Socket.open(backend.wsUrl, [bare], visitor.authorization);
      expect(socket.protocol).toBe(bare);
      expect((await socket.next("connection_established")).type).toBe("connection_established");
    },
  );

  test("selects nothing when nothing or a blank header is offered", async () => {
    await using backend = await startBackend();
    const { authorization } = await register(backend);
    await using socket = await Socket.open(backend.wsUrl, [], authorization);
    expect(socket.protocol).toBe("");
    expect(await upgrade(backend, "/ws", { "sec-websocket-protocol": " " })).toBe(101);
  });

  test.each([["graphql-ws"], ["staging-auth.c29tZXRva2Vu"], ["jwt."]])(
    "refuses %s alone with 403 before accepting, token or not",
    async (unknown) => {
      await using backend = await startBackend();
      const { authorization } = await register(backend);
      const headers = { "sec-websocket-protocol": unknown };
      expect(await upgrade(backend, "/ws", headers)).toBe(403);
      expect(await upgrade(backend, "/ws", { ...headers, ...authorization })).toBe(403);
    },
  );
});

describe("routes", () => {
  test("accepts on /ws and /api/v1/websocket, whatever the query", async () => {
    await using backend = await startBackend();
    const { authorization, token } = await register(backend);
    expect(await upgrade(backend, "/ws?mode=main", authorization)).toBe(101);
    const url = backend.wsUrl.replace("/ws", "/api/v1/websocket");
    await using socket = await Socket.open(url, offer(token));
    expect((await ask(socket, "Hello heron")).length).toBeGreaterThan(5);
  });

  test.each(["/ws/undeclared", "/ws/factory", "/websocket", "/", "/health"])(
    "refuses an upgrade on %s with 403",
    async (path) => {
      await using backend = await startBackend();
      const { authorization } = await register(backend);
      expect(await upgrade(backend, path, authorization)).toBe(403);
    },
  );
});

describe("token carriers", () => {
  test("the Authorization header wins over a subprotocol", async () => {
    await using backend = await startBackend();
    const [ana, ben] = [await register(backend, "ana"), await register(backend, "ben")];
    await using socket = await Socket.open(backend.wsUrl, offer(ana.token), ben.authorization);
    socket.send({ type: "ping" });
    expect((await socket.next("pong")).data.user_id).toBe(ben.userId);
    await using wrong = await Socket.open(backend.wsUrl, offer(ana.token), {
      authorization: "Bearer nonsense",
    });
    expect((await wrong.closed).code).toBe(1008);
  });

  test("a token in the query is no carrier", async () => {
    await using backend = await startBackend();
    const { token } = await register(backend);
    const socket = await Socket.open(`${backend.wsUrl}?token=${token}`);
    expect((await socket.closed).code).toBe(1008);
  });
});

describe("hostile handshakes", () => {
  test.each([
    "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
    "POST /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 7\r\n\r\n",
    "NONSENSE\r\n\r\n",
  ])("answers 4xx or hangs up on %j, and goes on serving", async (bytes) => {
    await using backend = await startBackend();
    const answer = await exchange(backend.port, bytes);
    expect(answer).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
    expect(await upgrade(backend, "/ws", {})).toBe(101);
  });

  test("survives clients that vanish in the middle of a handshake", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    for (let count = 0; count < 20; count += 1) {
      const socket = connect(backend.port, "127.0.0.1");
      socket.on("error", () => {});
      socket.write(
        `GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nAuthorization: Bearer ${visitor.token}\r\n\r\n`,
        () => socket.resetAndDestroy(),
      );
    }
    await using socket = await visitor.connect();
    expect((await ask(socket, "Still there?")).length).toBeGreaterThan(5);
  });
});

/** Whatever comes back for these bytes until the server hangs up. */
async function exchange(port: number, bytes: string): Promise<string> {
  return await new Promise((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.end(bytes));
    socket.on("data", (data) => {
      answer += String(data);
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(answer));
  });
}
