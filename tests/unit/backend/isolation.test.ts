import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { isLast } from "./socket.ts";
import { ask, register } from "./visitor.ts";

type Messages = { role: string; content: string }[];

describe("users", () => {
  test("five asking at once hear of their own runs only", async () => {
    await using backend = await startBackend();
    const names = ["ana", "ben", "eva", "ida", "tom"];
    const heard = await Promise.all(
      names.map(async (name) => {
        const visitor = await register(backend, name);
        await using socket = await visitor.connect();
        return { name, visitor, events: await ask(socket, `Advise canary-${name}`) };
      }),
    );
    for (const { name, visitor, events } of heard) {
      expect(new Set(events.map(({ user_id }) => user_id))).toEqual(new Set([visitor.userId]));
      const canaries = JSON.stringify(events).match(/canary-\w+/g);
      expect(new Set(canaries)).toEqual(new Set([`canary-${name}`]));
    }
  });

  test("one does not write into, read, stop or delete what is another's", async () => {
    await using backend = await startBackend();
    const [ana, ben] = [await register(backend, "ana"), await register(backend, "ben")];
    await using hers = await ana.connect();
    const events = await ask(hers, "Advise canary-ana", { thread_id: "thread_ana" });
    const run_id = events[0]?.run_id;
    await using his = await ben.connect();
    his.send({ type: "user_message", payload: { content: "Hi", thread_id: "thread_ana" } });
    expect((await his.next("error_message")).error_code).toBe("THREAD_NOT_FOUND");
    const attempts = [
      await ben.get("/api/threads/thread_ana"),
      await ben.get("/api/threads/thread_ana/messages"),
      await ben.post("/api/threads/thread_ana/messages", { message: "Hi" }),
      await ben.call("PUT", "/api/threads/thread_ana", { body: { title: "Mine" } }),
      await ben.call("DELETE", "/api/threads/thread_ana"),
      await ben.get(`/api/agent/${run_id}/status`),
      await ben.post("/api/agents/execute", {
        type: "triage",
        message: "Hi",
        context: { thread_id: "thread_ana" },
      }),
      await ben.get("/api/chat/messages?thread_id=thread_ana"),
    ];
    expect(attempts.map(({ status }) => status)).toEqual(attempts.map(() => 404));
    for (const { text } of attempts) expect(text).not.toContain("canary-ana");
    expect((await ben.get("/api/threads")).body).toEqual([]);
  });
});

describe("connections", () => {
  test("of one user hear of their own runs only", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    await using first = await visitor.connect();
    await using second = await visitor.connect();
    await ask(first, "Advise heron");
    second.send({ type: "ping" });
    await second.next("pong");
    expect(second.frames.map(({ type }) => type)).toEqual(["connection_established", "pong"]);
  });
});

describe("history", () => {
  test("holds question and answer as soon as the last event is out", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    await using socket = await visitor.connect();
    const events = await ask(socket, "Advise heron", { thread_id: "t1" });
    const { body } = await visitor.get("/api/threads/t1/messages");
    expect(body).toMatchObject({
      total: 2,
      messages: [
        { role: "user", content: "Advise heron" },
        { role: "assistant", content: events.at(-1)?.final_response },
      ],
    });
  });

  test("survives a reconnect, over the socket too", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const first = await visitor.connect();
    await ask(first, "Advise heron", { thread_id: "t1" });
    await first.close();
    await using second = await visitor.connect();
    await ask(second, "And ibis?", { thread_id: "t1" });
    second.send({ type: "get_thread_history", payload: { thread_id: "t1" } });
    const { data } = await second.next("thread_history");
    const messages = data.messages as Messages;
    expect(messages.map(({ role }) => role)).toEqual(["user", "assistant", "user", "assistant"]);
    expect(messages[2]?.content).toBe("And ibis?");
  });

  test("gets the answer of a run whose client was cut off", async () => {
    await using backend = await startBackend({ paceMs: 5 });
    const visitor = await register(backend);
    const socket = await visitor.connect();
    socket.send({ type: "user_message", payload: { content: "Advise heron", thread_id: "t1" } });
    const { run_id } = await socket.next("partial_result");
    socket.cut();
    const status = async () => (await visitor.get(`/api/agent/${run_id}/status`)).body;
    await expect.poll(async () => (await status()).status).toBe("completed");
    const { body } = await visitor.get("/api/threads/t1/messages");
    expect((body.messages as Messages)[1]?.content).toBe((await status()).final_response);
  });

  test("a reconnected client that names the thread hears the rest of its run", async () => {
    await using backend = await startBackend({ paceMs: 20 });
    const visitor = await register(backend);
    const socket = await visitor.connect();
    socket.send({ type: "user_message", payload: { content: "Advise heron", thread_id: "t1" } });
    const { run_id } = await socket.next("agent_thinking");
    await using next = await visitor.connect();
    next.send({ type: "connect", payload: { thread_id: "t1" } });
    await next.next("system_message");
    socket.cut();
    expect(await next.where(isLast)).toMatchObject({ run_id, status: "completed" });
  });
});
