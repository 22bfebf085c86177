import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { ask, records, register, stranger } from "./visitor.ts";

const message = "How can we cut the monthly model spend of project heron-42?";

describe("execute", () => {
  test("answers as the socket does: same text, same report, same pipeline", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    await using socket = await visitor.connect();
    const events = await ask(socket, message);
    const context = { thread_id: "t1" };
    const { status, body } = await visitor.post("/api/agents/execute", {
      type: "triage",
      message,
      context,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: "success",
      agent: "triage",
      response: events.at(-1)?.final_response,
      circuit_breaker_state: "CLOSED",
      error: null,
      thread_id: "t1",
      steps: ["triage", "data", "optimization", "actions", "reporting"],
      report: events.at(-2)?.report,
    });
    expect((await visitor.get("/api/threads/t1/messages")).body.total).toBe(2);
  });

  test.each(["triage", "data", "optimization"])("%s has a path of its own", async (agent) => {
    await using backend = await startBackend();
    const { body } = await (await register(backend)).post(`/api/agents/${agent}`, { message });
    expect(body).toMatchObject({ status: "success", agent });
    expect(body.response).toContain("heron-42");
  });

  test("a forced failure is a named error that others do not feel", async () => {
    await using backend = await startBackend();
    const [ana, ben] = [await register(backend, "ana"), await register(backend, "ben")];
    const failed = await ana.post("/api/agents/triage", { message, force_failure: true });
    expect(failed).toMatchObject({ status: 500, body: { error_code: "AGENT_FORCED_FAILURE" } });
    expect((await ben.post("/api/agents/triage", { message })).status).toBe(200);
    expect((await ana.post("/api/agents/triage", { message })).status).toBe(200);
  });

  test("a forced retry ends in success, a delay only takes longer", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const retried = await visitor.post("/api/agents/triage", { message, force_retry: true });
    expect(retried.body).toMatchObject({ status: "success", attempts: 2 });
    const delayed = await visitor.post("/api/agents/triage", { message, simulate_delay: 0.05 });
    expect(delayed.body.response).toBe(retried.body.response);
    expect(delayed.body.execution_time).toBeGreaterThanOrEqual(0.05);
  });

  test("five failures in a row open the user's breaker for that agent alone", async () => {
    await using backend = await startBackend();
    const [ana, ben] = [await register(backend, "ana"), await register(backend, "ben")];
    const body = { message, force_failure: true };
    for (let count = 0; count < 5; count += 1) await ana.post("/api/agents/triage", body);
    const breaker = "/api/agents/triage/circuit_breaker/status";
    expect((await ana.get(breaker)).body).toMatchObject({ state: "OPEN", failure_count: 5 });
    expect((await ana.post("/api/agents/triage", { message })).body).toMatchObject({
      status: "circuit_breaker_open",
      circuit_breaker_state: "OPEN",
    });
    expect((await ben.get(breaker)).body).toMatchObject({ state: "CLOSED", failure_count: 0 });
    expect((await ana.post("/api/agents/data", { message })).body.status).toBe("success");
  });
});

describe("lifecycle", () => {
  test("start, stop and cancel change the state the owner sees", async () => {
    await using backend = await startBackend();
    const [ana, ben] = [await register(backend, "ana"), await register(backend, "ben")];
    const states = async () =>
      ((await ana.get("/api/agents/status")).body as unknown as { status: string }[]).map(
        ({ status }) => status,
      );
    const { body } = await ana.post("/api/agents/start", { agent_type: "triage", message });
    const { agent_id } = body;
    expect(await states()).toEqual(["running"]);
    await ana.post("/api/agents/stop", { agent_id });
    expect(await states()).toEqual(["stopped"]);
    await ana.post("/api/agents/start", { agent_id, message });
    expect(await states()).toEqual(["running"]);
    await ana.post("/api/agents/cancel", { agent_id });
    expect(await states()).toEqual(["cancelled"]);
    expect((await ben.get("/api/agents/status")).body).toEqual([]);
    expect((await ben.post("/api/agents/stop", { agent_id })).status).toBe(404);
  });
});

describe("runs without a socket", () => {
  test("are started, asked about and read back", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const query = `?user_id=${visitor.userId}&thread_id=t1`;
    const started = await visitor.post(`/api/agent/v2/execute${query}`, { message });
    expect(started.body).toMatchObject({ status: "started", thread_id: "t1" });
    const path = `/api/agent/${started.body.run_id}`;
    const status = async () => (await visitor.get(`${path}/status${query}`)).body;
    await expect.poll(async () => (await status()).status).toBe("completed");
    expect(await status()).toMatchObject({
      final_response: expect.stringContaining("heron-42"),
      steps: ["triage", "data", "optimization", "actions", "reporting"],
    });
    const completed = await visitor.get(`${path}/events?type=tool_completed`);
    expect(completed.body.total).toBe(4);
    expect((await visitor.get("/api/agent/thread/t1/runs")).body.runs).toHaveLength(1);
    expect((await visitor.get("/api/agent/run_none/status")).status).toBe(404);
  });

  test("may not be started in another's name", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const answer = await visitor.post("/api/agent/v2/execute?user_id=somebody", { message });
    expect(answer.status).toBe(403);
  });
});

describe("streams", () => {
  test("the agent stream tells the run in parts and says when it ends", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const answer = await visitor.post("/api/agents/stream", { agent_type: "triage", message });
    expect(answer.headers.get("content-type")).toContain("text/event-stream");
    const all = records(answer.text);
    const parts = all.filter(({ event }) => event === "partial_result");
    const last = all.find(
      ({ event, agent_name }) => `${event}/${agent_name}` === "agent_completed/Supervisor",
    );
    expect(parts.map(({ content }) => content).join("")).toBe(last?.final_response);
    expect(all[0]).toMatchObject({ event: "agent_started" });
    expect(all[0]).not.toHaveProperty("type");
    expect(all.at(-1)).toMatchObject({ event: "stream_end", status: "completed" });
  });

  test("the event stream is short, anonymous without a token, and ends", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const [first, , last] = records((await visitor.get("/api/events/stream")).text);
    expect(first).toMatchObject({ event: "stream_connected", user_id: visitor.userId });
    expect(last).toMatchObject({ event: "stream_end" });
  });
});

describe("tools", () => {
  test("are listed and answer, secrets in their parameters hidden", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const tools = (await visitor.get("/api/mcp/tools")).body.data as { name: string }[];
    expect(tools.map(({ name }) => name)).toContain("usage_query");
    const answer = await visitor.post("/api/mcp/tools/call", {
      name: "usage_query",
      arguments: { message: "We spend $900", api_key: "k-123456" },
    });
    expect(answer.body).toMatchObject({
      parameters: { api_key: "[REDACTED]" },
      result: { monthly_usd: 900 },
    });
    expect((await visitor.post("/api/mcp/tools/call", { name: "none" })).status).toBe(404);
    expect((await stranger(backend).post("/api/mcp/tools/call")).status).toBe(401);
  });
});
