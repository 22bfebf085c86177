import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { type Frame, isLast } from "./socket.ts";
import { Stream } from "./stream.ts";
import { records, register } from "./visitor.ts";

const message = "How can we cut the monthly model spend of project heron-42?";
const paths: [path: string, body: Record<string, unknown>][] = [
  ["/api/agents/stream", { message, thread_id: "t1" }],
  ["/api/chat/stream", { content: message, thread_id: "t1" }],
];

/** Whether the events took this long together, a little at a time. */
function expectSteps(events: readonly Record<string, unknown>[], totalMs: number): void {
  const times = events.map(({ timestamp }) => Date.parse(String(timestamp)));
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  // Each timestamp is rounded down to a millisecond, and so may each timer be.
  expect(gaps.reduce((sum, gap) => sum + gap, 0)).toBeGreaterThanOrEqual(totalMs * 0.95);
  expect(gaps.filter((gap) => gap >= totalMs / 100).length).toBeGreaterThan(gaps.length / 3);
}

describe("a delayed run", () => {
  test("takes its time in even steps, not in one pause", async () => {
    await using backend = await startBackend();
    await using socket = await (await register(backend)).connect();
    const payload = { content: message, simulate_delay: 0.6 };
    socket.send({ type: "user_message", payload });
    await socket.where(isLast);
    expectSteps(
      socket.frames.filter((frame) => "run_id" in frame),
      600,
    );
  });

  test.each(paths)("is streamed over %s in even steps as well", async (path, body) => {
    await using backend = await startBackend();
    const { text } = await (await register(backend)).post(path, { ...body, simulate_delay: 0.3 });
    expectSteps(
      records(text).filter(({ event_id }) => event_id !== undefined),
      300,
    );
  });

  test("is stopped over the socket without waiting for its end", async () => {
    await using backend = await startBackend();
    await using socket = await (await register(backend)).connect();
    socket.send({ type: "user_message", payload: { content: message, simulate_delay: 10 } });
    const { run_id } = await socket.next("agent_started");
    socket.send({ type: "stop_agent", payload: { run_id } });
    expect(await socket.where(isLast)).toMatchObject({ run_id, status: "cancelled" });
    expect(socket.frames.filter((frame) => "run_id" in frame).length).toBeLessThan(10);
  });

  test("is stopped over HTTP, and whoever waits for it is told", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const body = { message, thread_id: "t1", simulate_delay: 10 };
    const executed = visitor.post("/api/agents/triage", body);
    const runs = async () => (await visitor.get("/api/agent/thread/t1/runs")).body.runs as Frame[];
    await expect.poll(async () => (await runs())?.length).toBe(1);
    const [run] = await runs();
    expect((await visitor.post(`/api/agent/${run?.run_id}/stop`)).status).toBe(200);
    expect((await executed).body).toMatchObject({ status: "error", run_id: run?.run_id });
  });
});

describe.each(paths)("POST %s", (path, body) => {
  test("names its run in the first record and ends with an end", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const all = records((await visitor.post(path, body)).text);
    expect(all[0]?.run_id).toMatch(/^run_/);
    expect(new Set(all.map(({ run_id }) => run_id)).size).toBe(1);
    const parts = all.filter(({ chunk_index }) => chunk_index !== undefined);
    expect(parts.map(({ chunk_index }) => chunk_index)).toEqual([0, 1, 2, 3, 4]);
    expect(all.at(-1)).toMatchObject({ event: "stream_end", status: "completed" });
  });

  test("puts each record on the wire as it happens", async () => {
    await using backend = await startBackend({ paceMs: 60_000 });
    await using stream = await Stream.open(await register(backend), path, body);
    expect((await stream.next("agent_started")).run_id).toMatch(/^run_/);
    expect(stream.isOver).toBe(false);
  });

  test("stopped from elsewhere ends at once with the cancelled bookend", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    await using stream = await Stream.open(visitor, path, { ...body, simulate_delay: 10 });
    const { run_id } = await stream.next("agent_started");
    await visitor.post(`/api/agent/${run_id}/stop`);
    await stream.next("stream_end");
    expect(stream.records.length).toBeLessThan(12);
    expect(stream.records.slice(-2)).toMatchObject([
      { event: "agent_completed", agent_name: "Supervisor", status: "cancelled", run_id },
      { event: "stream_end", status: "cancelled", run_id },
    ]);
  });

  test("failing ends with an error and an end, not silence", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const all = records((await visitor.post(path, { ...body, force_failure: true })).text);
    expect(all.map(({ event }) => event)).toContain("agent_error");
    expect(all.slice(-2)).toMatchObject([
      { event: "stream_error", error_code: "AGENT_FORCED_FAILURE", error: expect.any(String) },
      { event: "stream_end", status: "failed" },
    ]);
  });

  test("goes on to its end when its reader leaves", async () => {
    await using backend = await startBackend({ paceMs: 5 });
    const visitor = await register(backend);
    const stream = await Stream.open(visitor, path, body);
    const { run_id } = await stream.next("agent_thinking");
    await stream.leave();
    const status = async () => (await visitor.get(`/api/agent/${run_id}/status`)).body;
    await expect.poll(async () => (await status()).status).toBe("completed");
    const { messages } = (await visitor.get("/api/threads/t1/messages")).body;
    expect(messages).toMatchObject([
      { role: "user", content: message },
      { role: "assistant", content: (await status()).final_response },
    ]);
  });
});
