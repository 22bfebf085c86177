import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { records, register, type Visitor } from "./visitor.ts";

type Messages = { id: string; content: string }[];

async function createThread(visitor: Visitor, title: string): Promise<string> {
  return String((await visitor.post("/api/threads", { title })).body.id);
}

describe("threads", () => {
  test("are created, read, listed, renamed and deleted", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const created = await visitor.post("/api/threads", { title: "Heron" });
    expect(created.body).toMatchObject({
      object: "thread",
      title: "Heron",
      created_at: expect.any(Number),
      message_count: 0,
    });
    const path = `/api/threads/${created.body.id}`;
    expect((await visitor.get(path)).body).toEqual(created.body);
    await visitor.call("PUT", path, { body: { title: "Ibis" } });
    expect((await visitor.get("/api/threads")).body).toMatchObject([{ title: "Ibis" }]);
    await visitor.post(`${path}/messages`, { message: "About storks" });
    expect((await visitor.post(`${path}/auto-rename`)).body.title).toBe("About storks");
    expect((await visitor.call("DELETE", path)).status).toBe(200);
    expect((await visitor.get(path)).status).toBe(404);
    expect((await visitor.get(`${path}/messages`)).status).toBe(404);
    expect((await visitor.post(`${path}/messages`, { message: "Hi" })).status).toBe(404);
    expect((await visitor.get("/api/threads")).body).toEqual([]);
    expect((await visitor.get("/api/chat/messages")).body.total_count).toBe(0);
  });

  test("have server-made ids that never repeat, and come newest first in pages", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.push(await createThread(visitor, `T${count}`));
    expect(new Set(ids).size).toBe(5);
    const page = (await visitor.get("/api/threads?limit=2&offset=1")).body;
    expect(page).toMatchObject([{ id: ids[3] }, { id: ids[2] }]);
  });

  test("return messages in the order they were sent, a page at a time", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const path = `/api/threads/${await createThread(visitor, "T")}/messages`;
    for (let count = 0; count < 6; count += 1) {
      const posted = await visitor.post(path, { message: `m${count}`, metadata: { count } });
      expect(posted.body).toMatchObject({ role: "user", content: `m${count}` });
    }
    const { body } = await visitor.get(`${path}?limit=3&offset=2`);
    expect(body).toMatchObject({ total: 6, limit: 3, offset: 2 });
    const contents = (body.messages as Messages).map(({ content }) => content);
    expect(contents).toEqual(["m2", "m3", "m4"]);
  });

  test("an id nobody has is 404, also for posting", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    expect((await visitor.get("/api/threads/none")).status).toBe(404);
    const posted = await visitor.post("/api/threads/none/messages", { message: "Hi" });
    expect(posted.status).toBe(404);
  });
});

describe("chat", () => {
  test("messages are created, listed across threads, read and deleted", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    for (const [content, thread_id] of [
      ["one", "t1"],
      ["two", "t2"],
      ["three", "t2"],
    ]) {
      const created = await visitor.post("/api/chat/messages", { content, thread_id });
      expect(created.body).toMatchObject({ status: "created", message: { content, thread_id } });
    }
    const { body } = await visitor.get("/api/chat/messages?page=1&page_size=2");
    expect(body).toMatchObject({ total_count: 3, has_more: true });
    const [first, second] = body.messages as Messages;
    expect([first?.content, second?.content]).toEqual(["one", "two"]);
    const path = `/api/chat/messages/${first?.id}`;
    expect((await visitor.get(path)).body.message).toEqual(first);
    expect((await visitor.call("DELETE", path)).status).toBe(200);
    expect((await visitor.get(path)).status).toBe(404);
  });

  test("the chat stream goes from start to end, its chunks joining to the whole", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const { text } = await visitor.post("/api/chat/stream", { content: "Advise heron-42" });
    const all = records(text);
    const names = all.map(({ event }) => event);
    expect(names.slice(0, 3)).toEqual(["stream_start", "user_message", "agent_started"]);
    expect(names.slice(-3)).toEqual(["response_complete", "agent_completed", "stream_end"]);
    const chunks = all.filter(({ event }) => event === "response_chunk");
    const whole = all.find(({ event }) => event === "response_complete");
    expect(chunks.map(({ content }) => content).join("")).toBe(whole?.content);
    expect(whole?.content).toContain("heron-42");
  });
});
