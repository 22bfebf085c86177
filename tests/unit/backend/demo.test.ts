import { describe, expect, test } from "vitest";
import { type Backend, startBackend } from "../../../src/fixtures/backend/index.ts";
import { isLast, Socket } from "./socket.ts";
import { upgrade } from "./upgrade.ts";
import { register, stranger } from "./visitor.ts";

const path = "/api/demo/ws";

async function enter(backend: Backend): Promise<Socket> {
  return await Socket.open(backend.wsUrl.replace("/ws", path));
}

async function demoModeOf(backend: Backend): Promise<unknown> {
  const { body } = await stranger(backend).get("/health");
  return (body.config as Record<string, string>).demo_mode;
}

describe("with the demo off", () => {
  test("its path refuses everybody and the settings say so", async () => {
    await using backend = await startBackend();
    const { authorization } = await register(backend);
    expect(await upgrade(backend, path)).toBe(403);
    expect(await upgrade(backend, path, authorization)).toBe(403);
    expect((await stranger(backend).get(path)).status).toBe(404);
    expect(await demoModeOf(backend)).toBe("0");
  });
});

describe("with the demo on", () => {
  test("a stranger is welcomed flatly, asks, and hears a whole run", async () => {
    await using backend = await startBackend({ demo: true });
    expect(await demoModeOf(backend)).toBe("1");
    await using socket = await enter(backend);
    expect(await socket.next("connection_established")).toMatchObject({
      connection_id: expect.stringMatching(/^demo_\w+$/),
      message: expect.any(String),
    });
    socket.send({ type: "chat", message: "Cut the spend of heron-42" });
    const last = await socket.where(isLast);
    expect(last).toMatchObject({ status: "completed", agent_name: "Supervisor" });
    expect(last.final_response).toContain("heron-42");
    const types = new Set(socket.frames.map(({ type }) => type));
    for (const type of ["agent_started", "agent_thinking", "tool_executing", "tool_completed"]) {
      expect(types).toContain(type);
    }
    socket.send({ type: "ping" });
    expect(await socket.next("pong")).not.toHaveProperty("data");
  });

  test("strangers are different users and share nothing", async () => {
    await using backend = await startBackend({ demo: true });
    await using first = await enter(backend);
    await using second = await enter(backend);
    first.send({ type: "chat", message: "About heron", thread_id: "t1" });
    second.send({ type: "chat", message: "About ibis", thread_id: "t1" });
    const ends = await Promise.all([first.where(isLast), second.where(isLast)]);
    expect(new Set(ends.map(({ user_id }) => user_id)).size).toBe(2);
    expect(JSON.stringify(first.frames)).not.toContain("ibis");
    expect(JSON.stringify(second.frames)).not.toContain("heron");
    const visitor = await register(backend);
    const claimed = await visitor.post("/api/agents/triage", { message: "Hi", thread_id: "t1" });
    expect(claimed.status).toBe(200);
  });

  test.each(["user_message", "get_thread_history", "create_thread", "connect"])(
    "%s is no demo message",
    async (type) => {
      await using backend = await startBackend({ demo: true });
      await using socket = await enter(backend);
      socket.send({ type, payload: { content: "Hi", thread_id: "t1" } });
      expect((await socket.next("error_message")).error_code).toBe("UNSUPPORTED_MESSAGE");
    },
  );

  test.each<[string, string]>([
    ["{", "JSON_PARSE_ERROR"],
    ['{"type":"chat"}', "MISSING_FIELD"],
  ])("answers %s with %s and stays open", async (text, code) => {
    await using backend = await startBackend({ demo: true });
    await using socket = await enter(backend);
    socket.send(text);
    expect((await socket.next("error_message")).error_code).toBe(code);
    socket.send({ type: "ping" });
    await socket.next("pong");
  });

  test("no other path opens to strangers", async () => {
    await using backend = await startBackend({ demo: true });
    for (const other of ["/ws", "/api/v1/websocket"]) {
      const socket = await Socket.open(backend.wsUrl.replace("/ws", other));
      expect((await socket.closed).code).toBe(1008);
    }
    expect(await upgrade(backend, "/api/demo/other")).toBe(403);
    const nobody = stranger(backend);
    expect((await nobody.get("/api/threads")).status).toBe(401);
    expect((await nobody.post("/api/agents/triage", { message: "Hi" })).status).toBe(401);
  });
});
