import {
  type Contract,
  type ContractInput,
  defineContract,
} from "../../../src/contract/contract.ts";

const limits = {
  connectMs: 1000,
  handshakeMs: 2000,
  welcomeMs: 3000,
  firstEventMs: 4000,
  gapMs: 5000,
  completionMs: 20_000,
  httpMs: 6000,
  replyMs: 700,
};

const input: ContractInput = {
  id: "sample",
  title: "A small backend that exists in tests only",
  services: {
    backend: {
      urlVariables: [],
      portVariables: [],
      containerPort: 80,
      composeServices: [],
      stagingUrlVariables: [],
    },
  },
  stagingFlags: [],
  environmentVariables: [],
  identity: {
    path: "/health",
    service: { read: ["service"], oneOf: ["sample"] },
    status: { read: ["status"], healthy: ["ok"] },
  },
  auth: {
    enforced: true,
    tokenVariables: ["SAMPLE_TOKEN"],
    secretVariables: ["SAMPLE_SECRET_{ENV}", "SAMPLE_SECRET"],
    jwt: {
      algorithm: "HS256",
      ttlSeconds: 60,
      claims: {
        sub: "{userId}",
        mail: "{email}",
        iat: "{now}",
        exp: "{expiresAt}",
        kind: "access",
      },
    },
    refusedStatuses: [401],
    testHeaders: { "X-Weaken": "yes" },
  },
  websocket: {
    routes: ["/ws", "/other"],
    carriers: [
      { kind: "subprotocol", offer: ["main", "jwt.{token|base64url}"] },
      { kind: "header", name: "Authorization", value: "Bearer {token}" },
      { kind: "query", name: "token", value: "{token}" },
      { kind: "first-message", message: { type: "auth", token: "{token}" } },
    ],
    refused: { statuses: [401, 403], closeCodes: [1008] },
    welcome: { match: [{ types: ["hello"] }], connectionId: ["id"] },
    ping: { send: { type: "ping" }, expect: { types: ["pong"] } },
    noise: [{ types: ["heartbeat", "pong"] }],
  },
  question: {
    send: { type: "ask", text: "{prompt}", thread: "{threadId}", message: "{messageId}" },
    prompt: "Tell me about {canary}",
  },
  events: {
    required: ["started", "thinking", "tool_start", "tool_end", "completed"],
    started: "started",
    completed: "completed",
    failed: ["failed"],
    bookendAgent: "Boss",
    pairs: [{ open: "tool_start", close: "tool_end" }],
    partial: ["chunk"],
    report: ["report"],
    fields: {
      type: ["type"],
      runId: ["run"],
      threadId: ["thread"],
      userId: ["user"],
      agent: ["agent"],
      timestamp: ["at"],
      tool: ["tool"],
      toolResult: ["result"],
      thought: ["thought"],
      answer: ["answer"],
      partial: ["text"],
      report: ["report"],
      error: ["error"],
    },
  },
  operations: {
    register: {
      method: "POST",
      path: "/register",
      authenticated: false,
      body: { email: "{email}", password: "{password}" },
      read: { userId: ["id"] },
    },
    login: {
      method: "POST",
      path: "/login",
      authenticated: false,
      service: "auth",
      body: { email: "{email}", password: "{password}" },
      read: { token: ["token"], refreshToken: ["refresh"] },
    },
    me: { method: "GET", path: "/me", read: { userId: ["id"] } },
    readThread: {
      method: "GET",
      path: "/threads/{threadId}",
      query: { view: "{view}" },
      ok: [200, 203],
      read: { threadId: ["id"] },
    },
  },
  limits: { local: limits, remote: { ...limits, welcomeMs: 9000 } },
};

/** A small contract with nothing of any product in it. */
export const sampleContract: Contract = defineContract(input);

/** A healthy run's messages in order. */
export function healthyRun(ids: { run?: string; thread?: string; user?: string } = {}): object[] {
  const { run = "r", thread = "t", user = "u" } = ids;
  const drafts = [
    { type: "started", agent: "Boss" },
    { type: "thinking", agent: "Boss", thought: "which helper?" },
    { type: "started", agent: "helper" },
    { type: "tool_start", agent: "helper", tool: "search" },
    { type: "tool_end", agent: "helper", tool: "search", result: { hits: 3 } },
    { type: "chunk", agent: "helper", text: "forty" },
    { type: "chunk", agent: "helper", text: "-two" },
    { type: "completed", agent: "helper" },
    { type: "report", agent: "Boss", report: { pages: 1 } },
    { type: "completed", agent: "Boss", answer: "forty-two" },
  ];
  return drafts.map((draft, n) => ({ ...draft, run, thread, user, at: 1_900_000_000 + n }));
}
