import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { ask, register } from "./visitor.ts";

describe("welcome", () => {
  test("names the connection and the five events, and only hints at the user", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    await using socket = await visitor.connect();
    const { data } = await socket.next("connection_established");
    expect(data).toMatchObject({
      mode: "main",
      user_id: `${visitor.userId.slice(0, 8)}...`,
      connection_id: expect.stringMatching(/^main_\w+$/),
      golden_path_events: [
        "agent_started",
        "agent_thinking",
        "tool_executing",
        "tool_completed",
        "agent_completed",
      ],
    });
  });
});

describe("replies", () => {
  test.each<[Record<string, unknown>, Record<string, unknown>]>([
    [{ type: "ping" }, { type: "pong" }],
    [{ type: "heartbeat" }, { type: "heartbeat_ack", data: { status: "healthy" } }],
    [{ type: "connect" }, { type: "system_message", data: { status: "connected" } }],
    [
      { type: "disconnect" },
      { type: "system_message", data: { status: "disconnect_acknowledged" } },
    ],
    [{ type: "typing" }, { type: "system_message", data: { status: "typing_acknowledged" } }],
    [{ type: "agent_status_request" }, { type: "agent_status_update", data: { total_agents: 0 } }],
    [
      { type: "event_confirmation", event_id: "evt_1" },
      { type: "system_message", data: { event_id: "evt_1" } },
    ],
    [{ type: "mystery" }, { type: "ack", received_type: "mystery", status: "acknowledged" }],
    [{ no: "type" }, { type: "ack", received_type: "unknown" }],
    [{ type: 7 }, { type: "ack", received_type: "unknown" }],
    [{ type: "create_thread", payload: { title: "T" } }, { type: "thread_created" }],
  ])("answers %j", async (message, reply) => {
    await using backend = await startBackend();
    await using socket = await (await register(backend)).connect();
    socket.send(message);
    expect(await socket.next(String(reply.type))).toMatchObject(reply);
  });

  test.each<[string, string]>([
    ['{"type": "user_message", ', "JSON_PARSE_ERROR"],
    ["[1]", "INVALID_MESSAGE"],
    ["null", "INVALID_MESSAGE"],
    ['"text"', "INVALID_MESSAGE"],
    ["5", "INVALID_MESSAGE"],
    ['{"type":"user_message","payload":{}}', "MISSING_FIELD"],
    ['{"type":"user_message","payload":{"content":7}}', "MISSING_FIELD"],
    ['{"type":"stop_agent","payload":{}}', "MISSING_FIELD"],
    ['{"type":"stop_agent","payload":{"run_id":"run_none"}}', "RUN_NOT_FOUND"],
    ['{"type":"get_thread_history","payload":{"thread_id":"none"}}', "THREAD_NOT_FOUND"],
  ])("answers %s with %s and stays usable", async (text, code) => {
    await using backend = await startBackend();
    await using socket = await (await register(backend)).connect();
    socket.send(text);
    expect(await socket.next("error_message")).toMatchObject({ error_code: code });
    socket.send({ type: "ping" });
    expect((await socket.next("pong")).type).toBe("pong");
  });

  test("answers a binary frame with an error and stays usable", async () => {
    await using backend = await startBackend();
    await using socket = await (await register(backend)).connect();
    socket.sendBinary(new Uint8Array([1, 2, 3]));
    expect((await socket.next("error_message")).error_code).toBe("UNSUPPORTED_DATA");
    expect((await ask(socket, "Hello heron")).length).toBeGreaterThan(5);
  });

  test("ignores what only a server sends", async () => {
    await using backend = await startBackend();
    await using socket = await (await register(backend)).connect();
    for (const type of ["agent_started", "broadcast", "thread_update", "pong"]) {
      socket.send({ type });
    }
    socket.send({ type: "ping" });
    await socket.next("pong");
    expect(socket.frames.map(({ type }) => type)).toEqual(["connection_established", "pong"]);
  });

  test("answers fifty messages sent in one go, in order", async () => {
    await using backend = await startBackend();
    await using socket = await (await register(backend)).connect();
    for (let count = 0; count < 50; count += 1) socket.send({ type: `mystery_${count}` });
    await socket.next("ack", ({ received_type }) => received_type === "mystery_49");
    const received = socket.frames.slice(1).map(({ received_type }) => received_type);
    expect(received).toEqual(Array.from({ length: 50 }, (_, count) => `mystery_${count}`));
  });
});

describe("protocol violations", () => {
  test("an oversized frame closes with 1009 and hurts nobody else", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    await using bystander = await visitor.connect();
    const socket = await visitor.connect();
    socket.send("x".repeat(1024 * 1024 + 1));
    expect((await socket.closed).code).toBe(1009);
    bystander.send({ type: "ping" });
    expect((await bystander.next("pong")).type).toBe("pong");
  });

  test("deep nesting is shown cut, not followed to the bottom", async () => {
    await using backend = await startBackend();
    await using socket = await (await register(backend)).connect();
    const deep = `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`;
    socket.send(
      `{"type":"user_message","payload":{"content":"Deep heron","context":{"tree":${deep}}}}`,
    );
    const started = await socket.next("agent_started");
    expect(JSON.stringify(started.context)).toContain("[...]");
  });
});

describe("liveness", () => {
  test("the server sends heartbeats into silence", async () => {
    await using backend = await startBackend({ heartbeatMs: 20 });
    await using socket = await (await register(backend)).connect();
    const { data } = await socket.next("heartbeat");
    expect(data.stats).toEqual({ messages_processed: 0, agent_events_processed: 0 });
  });

  test("a connection that stays silent is closed with 1000", async () => {
    await using backend = await startBackend({ heartbeatMs: 20, idleMs: 60 });
    const socket = await (await register(backend)).connect();
    expect(await socket.closed).toEqual({ code: 1000, reason: "Idle timeout" });
    expect(socket.frames.map(({ type }) => type)).toContain("heartbeat");
  });

  test("a token that expires ends its session with 1008", async () => {
    // Claims count in whole seconds: of a lifetime of one, a slow start can leave nothing.
    await using backend = await startBackend({ accessTtlSeconds: 3 });
    const socket = await (await register(backend)).connect();
    expect(await socket.closed).toMatchObject({ code: 1008 });
    expect(socket.frames.at(-1)).toMatchObject({
      type: "error_message",
      error_code: "TOKEN_EXPIRED",
    });
  });

  test("a token refreshed over HTTP leaves the session as it is", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    await using socket = await visitor.connect();
    await socket.next("connection_established");
    const body = { refresh_token: visitor.refreshToken };
    expect((await visitor.post("/auth/refresh", body)).status).toBe(200);
    expect((await ask(socket, "Still heron?")).at(-1)?.user_id).toBe(visitor.userId);
    expect(socket.frames.map(({ type }) => type)).not.toContain("error_message");
  });
});
