import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { type Frame, isLast } from "./socket.ts";
import { ask, register } from "./visitor.ts";

const question = "How can we cut the monthly model spend of project heron-42?";
const five = [
  "agent_started",
  "agent_thinking",
  "tool_executing",
  "tool_completed",
  "agent_completed",
];

async function run(content = question, payload: Record<string, unknown> = {}): Promise<Frame[]> {
  await using backend = await startBackend();
  await using socket = await (await register(backend)).connect();
  return await ask(socket, content, payload);
}

const agents = (events: Frame[], type: string) =>
  events.filter((event) => event.type === type).map(({ agent_name }) => agent_name);

describe("a run", () => {
  test("shows the five events, first appearing in their order", async () => {
    const types = (await run()).map(({ type }) => type);
    const appearance = [...new Set(types)].filter((type) => five.includes(type));
    expect(appearance).toEqual(five);
  });

  test("is framed by the supervisor and walks the pipeline inside", async () => {
    const events = await run();
    expect(events[0]).toMatchObject({ type: "agent_started", agent_name: "Supervisor" });
    expect(events.at(-1)).toMatchObject({ type: "agent_completed", agent_name: "Supervisor" });
    const pipeline = ["triage", "data", "optimization", "actions", "reporting"];
    expect(agents(events, "agent_started")).toEqual(["Supervisor", ...pipeline]);
    expect(agents(events, "agent_completed")).toEqual([...pipeline, "Supervisor"]);
  });

  test("pairs every tool with its result, inside its agent", async () => {
    const events = await run();
    const executing = events.filter(({ type }) => type === "tool_executing");
    expect(executing).toHaveLength(4);
    for (const { sequence, tool_name, agent_name } of executing) {
      expect(events[Number(sequence)]).toMatchObject({
        type: "tool_completed",
        tool_name,
        agent_name,
        success: true,
        results: expect.any(Object),
      });
    }
  });

  test("carries all ids and the same data under data and payload in every event", async () => {
    const events = await run(question, { thread_id: "thread_mine" });
    const [first] = events;
    for (const [index, event] of events.entries()) {
      expect(event).toMatchObject({
        run_id: first?.run_id,
        user_id: first?.user_id,
        request_id: first?.request_id,
        thread_id: "thread_mine",
        agent_name: expect.stringMatching(/./),
        sequence: index + 1,
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        data: { agent_name: event.agent_name },
        payload: event.data,
      });
    }
    const times = events.map(({ timestamp }) => String(timestamp));
    expect(times).toEqual(times.toSorted());
    expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(events.length);
  });

  test("streams the answer in parts that join to the whole", async () => {
    const events = await run();
    const parts = events.filter(({ type }) => type === "partial_result");
    expect(parts.length).toBeGreaterThanOrEqual(2);
    expect(parts.map(({ chunk_index }) => chunk_index)).toEqual([...parts.keys()]);
    expect(parts.map(({ content }) => content).join("")).toBe(events.at(-1)?.final_response);
  });

  test("delivers a complete report right before its last event", async () => {
    const [before] = (await run()).slice(-2);
    expect(before).toMatchObject({
      type: "final_report",
      report: {
        report_type: "full_analysis",
        status: "success",
        next_steps: expect.arrayContaining([expect.any(String)]),
        metadata: { template_version: "1.0", uvs_compliant: true },
      },
    });
  });

  test("takes well under a hundred milliseconds at full speed", async () => {
    await using backend = await startBackend();
    await using socket = await (await register(backend)).connect();
    await ask(socket, "warm up");
    const start = performance.now();
    await ask(socket, question);
    expect(performance.now() - start).toBeLessThan(100);
  });

  test.each(["chat", "start_agent", "agent_request", "message", "user_input", "execute_agent"])(
    "is started by %s as well",
    async (type) => {
      await using backend = await startBackend();
      await using socket = await (await register(backend)).connect();
      const field = type === "start_agent" ? "user_request" : "message";
      socket.send({ type, payload: { [field]: question } });
      expect((await socket.where(isLast)).final_response).toContain("heron-42");
    },
  );

  test("is started by a message without payload too", async () => {
    await using backend = await startBackend();
    await using socket = await (await register(backend)).connect();
    socket.send({ type: "user_message", content: question, thread_id: "t" });
    expect((await socket.where(isLast)).thread_id).toBe("t");
  });
});

describe("the answer", () => {
  test("is about the question and nothing else", async () => {
    const [heron, ibis] = await Promise.all([
      run("Save on project heron-42"),
      run("Lower latency of cluster ibis-7"),
    ]);
    expect(heron.at(-1)?.final_response).toContain("heron-42");
    expect(ibis.at(-1)?.final_response).toContain("ibis-7");
    expect(ibis.at(-1)?.final_response).not.toContain("heron");
  });

  test("uses the figures the question gives", async () => {
    const events = await run("We spend $12,500 a month on heron-42, what can go?");
    expect(events.at(-1)?.final_response).toContain("you report $12,500 a month");
    expect(events).toContainEqual(
      expect.objectContaining({
        tool_name: "usage_query",
        results: expect.objectContaining({ monthly_usd: 12_500 }),
      }),
    );
  });

  test("hides secrets the caller sent along", async () => {
    const context = {
      api_key: "k-123456",
      list: Array.from({ length: 20 }),
      note: "n".repeat(900),
    };
    const [started] = await run(question, { context });
    expect(started?.context).toEqual({
      api_key: "[REDACTED]",
      list: Array.from({ length: 10 }, () => null),
      note: "n".repeat(500),
    });
  });
});

describe("what can go wrong", () => {
  test("a failing agent reports its error, a fallback report follows, then the end", async () => {
    const events = await run(question, { force_failure: true });
    expect(events.slice(-3)).toMatchObject([
      { type: "agent_error", agent_name: "data", error_code: "AGENT_FORCED_FAILURE" },
      { type: "final_report", report: { report_type: "fallback", next_steps: expect.any(Array) } },
      { type: "agent_completed", agent_name: "Supervisor", status: "failed" },
    ]);
  });

  test("a stopped run says so and ends with its bookend", async () => {
    await using backend = await startBackend({ paceMs: 60_000 });
    await using socket = await (await register(backend)).connect();
    socket.send({ type: "user_message", payload: { content: question } });
    const { run_id } = await socket.next("agent_started");
    socket.send({ type: "stop_agent", payload: { run_id } });
    expect(await socket.where(isLast)).toMatchObject({ run_id, status: "cancelled" });
    expect(socket.frames.at(-2)).toMatchObject({ type: "agent_stopped", run_id });
    socket.send({ type: "agent_status_request" });
    expect((await socket.next("agent_status_update")).data.total_agents).toBe(0);
  });

  test("a task is acknowledged, answered in chunks and completed", async () => {
    await using backend = await startBackend();
    await using socket = await (await register(backend)).connect();
    socket.send({ type: "agent_task", payload: { task_id: "t1", message: question } });
    const { data } = await socket.next("agent_response_complete");
    expect(data).toMatchObject({ task_id: "t1", status: "completed", total_chunks: 5 });
    expect(socket.frames.map(({ type }) => type)).toEqual([
      "connection_established",
      "agent_task_ack",
      ...Array.from({ length: 5 }, () => "agent_response_chunk"),
      "agent_response_complete",
    ]);
  });
});
