import type { ContractInput } from "../../contract.ts";

type OperationInput = NonNullable<ContractInput["operations"]["execute"]>;

const answered = {
  answer: ["response"],
  status: ["status"],
  report: ["report"],
  runId: ["run_id"],
  error: ["error", "message"],
};

const context = { thread_id: "{threadId}" };

function execute(extra: Readonly<Record<string, string | number | boolean>> = {}): OperationInput {
  return {
    method: "POST",
    path: "/api/agents/execute",
    body: { type: "triage", message: "{prompt}", context, ...extra },
    read: answered,
    good: { status: ["success"] },
  };
}

function stream(extra: Readonly<Record<string, number | boolean>> = {}): OperationInput {
  return {
    method: "POST",
    path: "/api/agents/stream",
    body: { agent_type: "triage", message: "{prompt}", thread_id: "{threadId}", ...extra },
    read: { type: ["event"] },
  };
}

const started = { agentId: ["agent_id"], status: ["status"] };

/** Agents, one by one and all together, and the tools they use. */
export const agents: ContractInput["operations"] = {
  agentConfig: {
    method: "GET",
    path: "/api/mcp/config",
    authenticated: false,
    read: { endpoint: ["http.endpoint"], websocket: ["websocket.endpoint"], config: ["$"] },
  },
  agentServers: {
    method: "GET",
    path: "/api/mcp/servers",
    authenticated: false,
    read: { servers: ["data"] },
  },
  listTools: {
    method: "GET",
    path: "/api/mcp/tools",
    authenticated: false,
    read: { tools: ["data"] },
  },
  callTool: {
    method: "POST",
    path: "/api/mcp/tools/call",
    body: { name: "{tool}", arguments: { message: "{prompt}" } },
    read: { result: ["result"], status: ["status"] },
    good: { status: ["success"] },
  },
  execute: execute(),
  executeAgent: {
    ...execute(),
    path: "/api/agents/{agent}",
    body: { message: "{prompt}", context },
    read: { ...answered, agent: ["agent"] },
  },
  executeFailing: {
    ...execute({ force_failure: true }),
    ok: [500],
    // Here `error` only says that there is one.
    read: { ...answered, error: ["message"] },
    good: {},
  },
  executeRetried: {
    ...execute({ force_retry: true }),
    read: { ...answered, attempts: ["attempts"] },
  },
  executeDelayed: execute({ simulate_delay: 0.5 }),
  executeWithoutData: execute({ data_sufficiency: "insufficient" }),
  breakerState: {
    method: "GET",
    path: "/api/agents/{agent}/circuit_breaker/status",
    read: { state: ["state"], failures: ["failure_count"] },
  },
  startAgent: {
    method: "POST",
    path: "/api/agents/start",
    body: { agent_type: "triage", message: "{prompt}" },
    read: started,
  },
  stopAgent: {
    method: "POST",
    path: "/api/agents/stop",
    body: { agent_id: "{agentId}" },
    read: started,
  },
  cancelAgent: {
    method: "POST",
    path: "/api/agents/cancel",
    body: { agent_id: "{agentId}" },
    read: started,
  },
  agentStates: { method: "GET", path: "/api/agents/status", read: { agents: ["$"] } },
  stream: stream(),
  streamSlow: stream({ simulate_delay: 1 }),
  streamFailing: stream({ force_failure: true }),
  eventInfo: {
    method: "GET",
    path: "/api/events/info",
    authenticated: false,
    read: { contentType: ["content_type"] },
  },
  // Anonymous without a token, and then it carries nothing of any user.
  eventStream: { method: "GET", path: "/api/events/stream", authenticated: false },
};
