import { readField, readText } from "../../../src/contract/field.ts";
import { check, test } from "../../../src/fixtures/test.ts";
import { redact } from "../../../src/ground/redact.ts";
import { isFilled } from "../../deployment-validation/placeholder.ts";
import { percentiles } from "../percentiles.ts";

const phase = "staging-e2e";
const journey = "agents";
const tags = ["p1"];

test(
  "P1-005 agent discovery: the servers of the agents are listed, named and working",
  check({
    id: "p1-005.agent-discovery",
    suspects: ["http-error"],
    rows: ["C07"],
    ...{ phase, journey, tags },
    capabilities: ["operation.agentServers.servers", "servers"],
  }),
  async ({ context, expect }) => {
    const shape = context.contract.servers;
    const answer = await context.call("agentServers");
    expect(answer.ok, answer.said).toBe(true);
    const servers = Object.values(Object(answer.read("servers")));
    expect(servers.length, answer.said).toBeGreaterThan(0);
    for (const server of servers) {
      const name = readText(server, shape?.name ?? []);
      expect(isFilled(name), JSON.stringify(server)).toBe(true);
      expect(shape?.working, name).toContain(readField(server, shape?.status ?? []));
    }
  },
);

test(
  "P1-006 agent configuration: says where the agents are reached, and no secret",
  check({
    id: "p1-006.agent-configuration",
    suspects: ["credentials-leaked"],
    rows: ["C07", "C25"],
    ...{ phase, journey, tags },
    capabilities: ["operation.agentConfig"],
  }),
  async ({ context, expect }) => {
    const { token } = await context.user();
    const answer = await context.call("agentConfig");
    expect(answer.ok, answer.said).toBe(true);
    expect(readText(answer.read("endpoint"), ["$"]) ?? "").toMatch(/\S/);
    expect(redact(answer.text), "something in it looks like a secret").toBe(answer.text);
    expect(answer.text).not.toContain(token.reveal());
  },
);

test(
  "P1-007 agent execution endpoints: every agent answers by name, slow and retried requests too",
  check({
    id: "p1-007.agent-execution-endpoints",
    suspects: ["silent-downgrade", "answer-unfounded"],
    rows: ["C10", "X11", "X13"],
    ...{ phase, journey, tags },
    capabilities: [
      "agents",
      "operation.executeAgent",
      "operation.executeDelayed",
      "http-delay",
      "operation.executeRetried.attempts",
    ],
  }),
  async ({ context, expect }) => {
    const { agents, http } = context.contract;
    const delayMs = http.delayMs ?? 0;
    const user = await context.user();
    let promptMs = Number.POSITIVE_INFINITY;
    for (const agent of agents) {
      const question = context.question();
      const answer = await context.call("executeAgent", { ...question, agent }, { user });
      expect(answer.ok, `${agent}: ${answer.said}`).toBe(true);
      expect(answer.read("agent")).toBe(agent);
      promptMs = Math.min(promptMs, answer.elapsedMs);
      expect(answer.read("answer"), agent).toContain(question.canary);
    }
    for (const name of ["executeDelayed", "executeRetried"] as const) {
      const question = context.question();
      const answer = await context.call(name, { ...question }, { user });
      expect(answer.ok, `${name}: ${answer.said}`).toBe(true);
      expect(answer.read("answer"), name).toContain(question.canary);
      if (name === "executeRetried") {
        expect(Number(answer.read("attempts")), answer.said).toBeGreaterThanOrEqual(2);
      } else {
        context.figure("a delayed answer", answer.elapsedMs, "ms");
        expect(answer.elapsedMs, answer.said).toBeGreaterThanOrEqual(delayMs);
        expect(answer.elapsedMs, "later than a prompt one").toBeGreaterThan(promptMs);
      }
    }
  },
);

test(
  "P1-009 agent status monitoring: a started agent is listed as running, for its owner alone",
  check({
    id: "p1-009.agent-status-monitoring",
    suspects: ["data-foreign"],
    rows: ["C11"],
    ...{ phase, journey, tags },
    capabilities: ["lifecycle", "operation.startAgent", "operation.agentStates", "many-users"],
  }),
  async ({ context, expect }) => {
    const { lifecycle } = context.contract;
    const [owner, other] = await context.users(2);
    const started = await context.call("startAgent", { ...context.question() }, { user: owner });
    expect(started.ok, started.said).toBe(true);
    const agentId = started.read("agentId");
    const states = await context.call("agentStates", {}, { user: owner });
    const listed = [states.read("agents")]
      .flat()
      .filter((agent) => readField(agent, lifecycle?.id ?? []) === agentId);
    expect(listed.length, states.said).toBe(1);
    expect(lifecycle?.started).toContain(readField(listed[0], lifecycle?.status ?? []));
    const foreign = await context.call("agentStates", {}, { user: other });
    expect(foreign.ok, foreign.said).toBe(true);
    expect(foreign.text).not.toContain(String(agentId));
  },
);

test(
  "P1-010 tool execution endpoints: a listed tool runs and says what came of it, an unknown one is refused",
  check({
    id: "p1-010.tool-execution-endpoints",
    suspects: ["silent-downgrade"],
    rows: ["C12"],
    ...{ phase, journey, tags },
    capabilities: ["tools", "operation.listTools", "operation.callTool"],
  }),
  async ({ context, expect }) => {
    const { tools, http } = context.contract;
    const user = await context.user();
    const list = await context.call("listTools", {}, { user });
    expect(list.ok, list.said).toBe(true);
    const [tool] = [list.read("tools")].flat().map((item) => readText(item, tools?.name ?? []));
    expect(tool ?? "").toMatch(/\S/);
    const { prompt } = context.question();
    const called = await context.call("callTool", { tool, prompt }, { user });
    expect(called.ok, called.said).toBe(true);
    expect(Object.keys(Object(called.read("result"))).length).toBeGreaterThan(0);
    const unknown = await context.call(
      "callTool",
      { tool: `gapproof-${context.id}`, prompt },
      { user },
    );
    expect([...http.unknownPathStatuses, ...http.invalidStatuses], unknown.said).toContain(
      unknown.status,
    );
  },
);

test(
  "P1-011 agent performance: agents are listed, and answer, as fast as the contract says",
  check({
    id: "p1-011.agent-performance",
    suspects: ["http-hang", "answer-unfounded"],
    rows: ["L04"],
    ...{ phase, journey, tags },
    capabilities: ["operation.agentStates", "operation.execute"],
    alone: true,
  }),
  async ({ context, expect }) => {
    const { limits, contract } = context;
    const user = await context.user();
    const taken: number[] = [];
    for (let n = 0; n < contract.load.samples; n += 1) {
      const answer = await context.call("agentStates", {}, { user });
      expect(answer.ok, answer.said).toBe(true);
      taken.push(answer.elapsedMs);
    }
    const answered: number[] = [];
    for (let n = 0; n < contract.load.runs; n += 1) {
      const question = context.question();
      const answer = await context.call("execute", { ...question }, { user });
      expect(answer.ok, answer.said).toBe(true);
      expect(answer.read("answer")).toContain(question.canary);
      answered.push(answer.elapsedMs);
    }
    const { p50, p95, p99 } = percentiles(taken);
    for (const [name, value] of Object.entries({ p50, p95, p99 })) {
      context.figure(name, value, "ms");
    }
    const [medianMs, longestMs] = [percentiles(answered).p50, Math.max(...answered)];
    context.figure("one question answered, median", medianMs, "ms");
    context.figure("one question answered, longest", longestMs, "ms");
    expect(p50).toBeLessThanOrEqual(limits.latencyMs.p50 * limits.allowance);
    expect(p95).toBeLessThanOrEqual(limits.latencyMs.p95 * limits.allowance);
    expect(p99).toBeLessThanOrEqual(limits.latencyMs.p99 * limits.allowance);
    // Over HTTP the first part of an answer is all of it.
    expect(medianMs, "median").toBeLessThanOrEqual(limits.firstAnswerMs);
    expect(longestMs, "longest").toBeLessThanOrEqual(limits.completionMs);
  },
);

test(
  "P1-022 agent lifecycle management: start, stop and cancel change the state that is reported",
  check({
    id: "p1-022.agent-lifecycle-management",
    suspects: ["silent-downgrade"],
    rows: ["C11"],
    ...{ phase, journey, tags },
    capabilities: [
      "lifecycle",
      "operation.startAgent",
      "operation.stopAgent",
      "operation.cancelAgent",
      "operation.agentStates",
    ],
  }),
  async ({ context, expect }) => {
    const { lifecycle } = context.contract;
    const user = await context.user();
    const stateOf = async (agentId: string): Promise<unknown> => {
      const states = await context.call("agentStates", {}, { user });
      const agent = [states.read("agents")]
        .flat()
        .find((candidate) => readField(candidate, lifecycle?.id ?? []) === agentId);
      return readField(agent, lifecycle?.status ?? []);
    };
    for (const [operation, ended] of [
      ["stopAgent", lifecycle?.stopped],
      ["cancelAgent", lifecycle?.cancelled],
    ] as const) {
      const started = await context.call("startAgent", { ...context.question() }, { user });
      expect(started.ok, started.said).toBe(true);
      const agentId = String(started.read("agentId"));
      expect(lifecycle?.started).toContain(await stateOf(agentId));
      const answer = await context.call(operation, { agentId }, { user });
      expect(answer.ok, answer.said).toBe(true);
      expect(ended, operation).toContain(await stateOf(agentId));
    }
  },
);
