import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { type Backend, startBackend } from "../../../src/fixtures/backend/index.ts";
import { type Frame, isLast, type Socket } from "./socket.ts";
import { register, stranger, type Visitor } from "./visitor.ts";

const numbers = (socket: Socket) =>
  socket.frames.filter((frame) => "run_id" in frame).map(({ sequence }) => Number(sequence));

async function statistics(backend: Backend): Promise<Record<string, unknown>> {
  return (await stranger(backend).get("/ws/stats")).body;
}

/** Asks, and cuts the connection as soon as the run is under way. */
async function askAndVanish(visitor: Visitor): Promise<Frame> {
  const socket = await visitor.connect();
  socket.send({ type: "user_message", payload: { content: "Advise heron", thread_id: "t1" } });
  const event = await socket.next("agent_thinking");
  socket.cut();
  await expect.poll(async () => (await statistics(visitor.backend)).active_connections).toBe(0);
  return event;
}

describe("after a drop", () => {
  test.each(["get_thread_history", "switch_thread", "connect"])(
    "%s brings the rest of the run, each event once",
    async (type) => {
      await using backend = await startBackend({ paceMs: 10 });
      const visitor = await register(backend);
      const { run_id } = await askAndVanish(visitor);
      await using next = await visitor.connect();
      next.send({ type, payload: { thread_id: "t1" } });
      await next.where(isLast);
      next.send({ type: "get_thread_history", payload: { thread_id: "t1" } });
      next.send({ type: "ping" });
      await next.next("pong");
      const { events } = (await visitor.get(`/api/agent/${run_id}/events`)).body;
      const heard = numbers(next);
      const [first = 0] = heard;
      expect(first).toBeGreaterThan(1);
      const all = (events as Frame[]).map(({ sequence }) => sequence);
      expect(heard).toEqual(all.slice(first - 1));
    },
  );

  test("what nobody heard of a run that is over is still there to be heard, once", async () => {
    await using backend = await startBackend({ paceMs: 5 });
    const visitor = await register(backend);
    const { run_id } = await askAndVanish(visitor);
    const status = async () => (await visitor.get(`/api/agent/${run_id}/status`)).body.status;
    await expect.poll(status).toBe("completed");
    await using second = await visitor.connect();
    second.send({ type: "get_thread_history", payload: { thread_id: "t1" } });
    await second.where(isLast);
    await using third = await visitor.connect();
    third.send({ type: "get_thread_history", payload: { thread_id: "t1" } });
    third.send({ type: "ping" });
    await third.next("pong");
    expect(numbers(third)).toEqual([]);
  });

  test("another user who names the thread hears nothing", async () => {
    await using backend = await startBackend({ paceMs: 5 });
    const [ana, ben] = [await register(backend, "ana"), await register(backend, "ben")];
    const { run_id } = await askAndVanish(ana);
    await using socket = await ben.connect();
    socket.send({ type: "get_thread_history", payload: { thread_id: "t1" } });
    socket.send({ type: "connect", payload: { thread_id: "t1" } });
    const status = async () => (await ana.get(`/api/agent/${run_id}/status`)).body.status;
    await expect.poll(status).toBe("completed");
    socket.send({ type: "ping" });
    await socket.next("pong");
    expect(numbers(socket)).toEqual([]);
  });
});

describe("statistics", () => {
  test("fall back when clients close or vanish and runs end", async () => {
    await using backend = await startBackend({ paceMs: 5 });
    const visitor = await register(backend);
    const idle = { active_connections: 0, runs_under_way: 0 };
    expect(await statistics(backend)).toMatchObject(idle);
    const sockets = await Promise.all([1, 2, 3, 4].map(() => visitor.connect()));
    for (const socket of sockets) {
      socket.send({ type: "user_message", payload: { content: "Advise heron" } });
      await socket.next("agent_started");
    }
    expect(await statistics(backend)).toMatchObject({ active_connections: 4, runs_under_way: 4 });
    for (const [index, socket] of sockets.entries()) {
      if (index % 2 === 0) socket.cut();
      else await socket.close();
    }
    await expect.poll(() => statistics(backend)).toMatchObject(idle);
  });

  test("forget whoever said goodbye, though they never hang up", async () => {
    await using backend = await startBackend();
    const { token } = await register(backend);
    const line = connect({ port: backend.port, host: backend.host, allowHalfOpen: true });
    line.on("error", () => {});
    line.write(
      "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
        `Authorization: Bearer ${token}\r\n\r\n`,
    );
    line.resume();
    const active = async () => (await statistics(backend)).active_connections;
    await expect.poll(active).toBe(1);
    // A masked close frame that says 1000 (RFC 6455, section 5.5.1).
    line.write(Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]));
    await expect.poll(active).toBe(0);
    expect(line.destroyed).toBe(false);
    line.destroy();
  });
});

describe("the events of a run", () => {
  test("are read back once each, in order, by type, and by nobody else", async () => {
    await using backend = await startBackend();
    const [ana, ben] = [await register(backend, "ana"), await register(backend, "ben")];
    await using socket = await ana.connect();
    socket.send({ type: "user_message", payload: { content: "Advise heron" } });
    const { run_id } = await socket.where(isLast);
    const path = `/api/agent/${run_id}/events`;
    const heard = socket.frames.filter((frame) => "run_id" in frame);
    expect((await ana.get(path)).body).toEqual({ run_id, events: heard, total: heard.length });
    expect(new Set(heard.map(({ event_id }) => event_id)).size).toBe(heard.length);
    const { events } = (await ana.get(`${path}?type=agent_thinking`)).body;
    expect(events).toEqual(heard.filter(({ type }) => type === "agent_thinking"));
    expect((await ana.get(`${path}?type=none`)).body).toMatchObject({ events: [], total: 0 });
    expect((await ben.get(path)).status).toBe(404);
  });
});
