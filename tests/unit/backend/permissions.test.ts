import { describe, expect, test } from "vitest";
import { type Backend, startBackend } from "../../../src/fixtures/backend/index.ts";
import { type Claims, mint } from "./minting.ts";
import { isLast } from "./socket.ts";
import { Visitor } from "./visitor.ts";

const sub = "user_permitted";

/** Somebody known only by a token with these claims. */
async function bearer(backend: Backend, changes: Claims): Promise<Visitor> {
  const access_token = await mint(backend, { sub, ...changes });
  return new Visitor(backend, { access_token, user: { id: sub } });
}

const message = "Advise heron-42";
const writing: [method: string, path: string, body: unknown][] = [
  ["POST", "/api/threads", { title: "T" }],
  ["PUT", "/api/threads/t1", { title: "T" }],
  ["DELETE", "/api/threads/t1", {}],
  ["POST", "/api/threads/t1/auto-rename", {}],
  ["POST", "/api/threads/t1/messages", { message }],
  ["POST", "/api/chat/messages", { content: message, thread_id: "t1" }],
  ["DELETE", "/api/chat/messages/msg_1", {}],
  ["POST", "/api/chat/stream", { content: message }],
  ["POST", "/api/agents/execute", { type: "triage", message }],
  ["POST", "/api/agents/triage", { message }],
  ["POST", "/api/agents/start", { message }],
  ["POST", "/api/agents/stop", { agent_id: "a1" }],
  ["POST", "/api/agents/cancel", { agent_id: "a1" }],
  ["POST", "/api/agents/stream", { message }],
  ["POST", "/api/agent/v2/execute", { message }],
  ["POST", "/api/agent/run_1/stop", {}],
];
const reading = [
  "/auth/me",
  "/api/threads",
  "/api/threads/t1",
  "/api/threads/t1/messages",
  "/api/chat/messages",
  "/api/agents/status",
];

describe("a token without write", () => {
  test.each([[["read"]], [[]], ["nonsense"]])(
    "with permissions %j reads, and is told 403 wherever it would write",
    async (permissions) => {
      await using backend = await startBackend();
      const owner = await bearer(backend, { permissions: ["read", "write"] });
      await owner.post("/api/agents/triage", { message, thread_id: "t1" });
      const reader = await bearer(backend, { permissions });
      for (const [method, path, body] of writing) {
        const answer = await reader.call(method, path, { body });
        const said = [path, answer.status, answer.body.error_code];
        expect(said).toEqual([path, 403, "PERMISSION_DENIED"]);
      }
      for (const path of reading)
        expect([path, (await reader.get(path)).status]).toEqual([path, 200]);
      expect((await reader.get("/api/threads/t1/messages")).body.total).toBe(2);
    },
  );

  test.each([
    { type: "user_message", payload: { content: message } },
    { type: "chat", payload: { message } },
    { type: "agent_task", payload: { message } },
    { type: "create_thread", payload: { title: "T" } },
    { type: "stop_agent", payload: { run_id: "run_1" } },
  ])("is denied $type, and the session stays open", async (frame) => {
    await using backend = await startBackend();
    const reader = await bearer(backend, { permissions: ["read"] });
    await using socket = await reader.connect();
    socket.send(frame);
    expect((await socket.next("error_message")).error_code).toBe("PERMISSION_DENIED");
    socket.send({ type: "ping" });
    expect((await socket.next("pong")).data.user_id).toBe(sub);
    expect((await reader.get("/api/threads")).body).toEqual([]);
  });
});

test("a token that says nothing of permissions may read and write", async () => {
  await using backend = await startBackend();
  const visitor = await bearer(backend, { permissions: undefined });
  expect((await visitor.post("/api/threads", { title: "T" })).status).toBe(200);
  expect((await visitor.get("/auth/me")).body.permissions).toEqual(["read", "write"]);
  await using socket = await visitor.connect();
  socket.send({ type: "user_message", payload: { content: message } });
  expect((await socket.where(isLast)).status).toBe("completed");
});
