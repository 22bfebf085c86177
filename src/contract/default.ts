import { complete } from "./complete.ts";
import type { Contract } from "./contract.ts";

/** Reads a field from the top level, then `data`, then `payload`: the envelopes this backend mixes. */
function anywhere(...names: string[]): string[] {
  return names.flatMap((name) => [name, `data.${name}`, `payload.${name}`]);
}

const bearer = { kind: "header", name: "authorization", value: "Bearer {token}" } as const;

/**
 * The contract of the backend gapproof grew up with: an AI-agent platform with an auth service,
 * chat over WebSocket, five agent events and an HTTP path beside them.
 */
export const defaultContract: Contract = complete({
  id: "netra",
  title: "AI-agent platform: chat over WebSocket with five agent events",

  services: {
    backend: {
      urlVariables: ["{ENV}_BACKEND_URL", "BACKEND_URL", "NETRA_BACKEND_URL"],
      wsUrlVariables: ["{ENV}_WEBSOCKET_URL", "WEBSOCKET_URL", "NETRA_WEBSOCKET_URL"],
      portVariables: [
        "DOCKER_BACKEND_PORT",
        "TEST_BACKEND_PORT",
        "ALPINE_TEST_BACKEND_PORT",
        "DEV_BACKEND_PORT",
      ],
      containerPort: 8000,
      composeServices: ["backend", "dev-backend", "test-backend", "alpine-test-backend"],
      stagingUrlVariables: ["STAGING_BASE_URL", "STAGING_BACKEND_URL", "STAGING_API_URL"],
      stagingWsUrlVariables: ["STAGING_WEBSOCKET_URL", "STAGING_WS_URL"],
      defaultUrl: "http://localhost:8000",
    },
    auth: {
      urlVariables: ["{ENV}_AUTH_URL", "AUTH_SERVICE_URL", "AUTH_URL"],
      portVariables: [
        "DOCKER_AUTH_PORT",
        "TEST_AUTH_PORT",
        "ALPINE_TEST_AUTH_PORT",
        "DEV_AUTH_PORT",
      ],
      containerPort: 8081,
      composeServices: ["auth", "dev-auth", "test-auth", "alpine-test-auth"],
      stagingUrlVariables: ["STAGING_AUTH_URL", "STAGING_AUTH_SERVICE_URL"],
      defaultUrl: "http://localhost:8081",
      sharedWithBackend: true,
    },
    frontend: {
      urlVariables: ["{ENV}_FRONTEND_URL", "FRONTEND_URL"],
      portVariables: [
        "DOCKER_FRONTEND_PORT",
        "TEST_FRONTEND_PORT",
        "ALPINE_TEST_FRONTEND_PORT",
        "DEV_FRONTEND_PORT",
      ],
      containerPort: 3000,
      composeServices: ["frontend", "dev-frontend", "test-frontend", "alpine-test-frontend"],
      stagingUrlVariables: ["STAGING_FRONTEND_URL"],
    },
  },
  stagingFlags: [
    { variable: "USE_STAGING_SERVICES" },
    { variable: "STAGING_ENV" },
    { variable: "INTEGRATION_TEST_MODE", equals: "staging" },
  ],
  environmentVariables: ["ENVIRONMENT"],
  productionHosts: [
    "^(api|app|auth|www)\\.(?!staging\\.)[^.]+\\.[a-z]+$",
    "(^|[.-])prod(uction)?[.-]",
  ],

  identity: {
    path: "/health",
    service: { read: ["service"], oneOf: ["netra-ai-platform"] },
    status: { read: ["status"], healthy: ["healthy"] },
    version: ["version"],
    revision: ["deployment.revision"],
    reference: ["identity.reference"],
  },
  settings: {
    read: ["config"],
    revision: ["deployment.revision"],
    required: [
      "websocket_connection_timeout",
      "websocket_heartbeat_interval",
      "websocket_heartbeat_timeout",
    ],
  },

  auth: {
    enforced: true,
    tokenVariables: ["GAPPROOF_TOKEN", "STAGING_TEST_JWT_TOKEN"],
    secretVariables: ["JWT_SECRET_{ENV}", "JWT_SECRET_KEY", "JWT_SECRET"],
    jwt: {
      algorithm: "HS256",
      ttlSeconds: 900,
      claims: {
        sub: "{userId}",
        email: "{email}",
        permissions: ["read", "write"],
        iat: "{now}",
        exp: "{expiresAt}",
        token_type: "access",
        type: "access",
        iss: "netra-auth-service",
        aud: "netra-platform",
        jti: "{tokenId}",
        env: "{environment}",
        svc_id: "netra_auth_service_{environment}",
      },
    },
    refusedStatuses: [401, 403],
    testHeaders: { "X-E2E-Test": "true", "X-Test-Type": "E2E" },
  },

  websocket: {
    routes: ["/ws", "/api/v1/websocket"],
    undeclaredRoute: "/ws/undeclared",
    carriers: [{ kind: "subprotocol", offer: ["jwt-auth", "jwt.{token|base64url}"] }, bearer],
    subprotocols: {
      layouts: [
        ["jwt-auth", "jwt.{token|base64url}"],
        ["jwt.{token|base64url}"],
        ["jwt-auth.{token|base64url}"],
        ["bearer.{token|base64url}"],
      ],
      unknown: ["graphql-ws"],
    },
    refused: { statuses: [401, 403], closeCodes: [1008] },
    welcome: {
      match: [
        { types: ["connection_established", "connection_ready", "welcome"] },
        { types: ["system_message"], where: { "data.event": "connection_established" } },
      ],
      connectionId: anywhere("connection_id"),
      events: anywhere("golden_path_events"),
    },
    ping: { send: { type: "ping" }, expect: { types: ["pong"] } },
    heartbeat: { send: { type: "heartbeat" }, expect: { types: ["heartbeat_ack"] } },
    unknownType: {
      send: { type: "gapproof_unknown" },
      expect: { types: ["ack"], where: { received_type: "gapproof_unknown" } },
    },
    missingField: {
      send: { type: "user_message", payload: {} },
      expect: { types: ["error_message"] },
    },
    malformed: {
      send: '{"type": "user_message", ',
      expect: { types: ["error_message"], where: { error_code: "JSON_PARSE_ERROR" } },
    },
    noise: [{ types: ["heartbeat", "pong", "ack", "system_message"] }],
  },

  question: {
    send: {
      type: "user_message",
      payload: { content: "{prompt}", thread_id: "{threadId}", message_id: "{messageId}" },
      timestamp: "{now}",
    },
    prompt: "How can we cut the monthly model spend of project {canary}?",
  },

  events: {
    required: [
      "agent_started",
      "agent_thinking",
      "tool_executing",
      "tool_completed",
      "agent_completed",
    ],
    started: "agent_started",
    completed: "agent_completed",
    failed: ["agent_error", "agent_death"],
    bookendAgent: "Supervisor",
    pairs: [{ open: "tool_executing", close: "tool_completed" }],
    thinking: ["agent_thinking"],
    partial: ["partial_result"],
    report: ["final_report"],
    reportParts: ["report_type", "status", "next_steps"],
    succeeded: ["completed", "success"],
    fields: {
      type: ["type"],
      runId: anywhere("run_id"),
      threadId: anywhere("thread_id"),
      userId: anywhere("user_id"),
      agent: [...anywhere("agent_name", "agent", "agent_type"), "metadata.agent_name"],
      timestamp: anywhere("timestamp"),
      tool: anywhere("tool_name", "tool"),
      toolResult: anywhere("result", "results", "output", "tool_output"),
      thought: anywhere("reasoning", "thought", "content", "message"),
      answer: anywhere("final_response", "result", "response"),
      partial: anywhere("content"),
      report: anywhere("report"),
      error: anywhere("error", "error_message", "message"),
      status: anywhere("status"),
    },
    pipeline: ["triage", "data", "optimization", "actions", "reporting"],
  },

  history: {
    content: ["content"],
    role: ["role"],
    question: ["user"],
    answer: ["assistant"],
  },

  operations: {
    health: {
      method: "GET",
      path: "/health",
      authenticated: false,
      read: { timestamp: ["timestamp"], version: ["version"], uptime: ["uptime_seconds"] },
    },
    readiness: { method: "GET", path: "/health/ready", authenticated: false },
    components: {
      method: "GET",
      path: "/health/system",
      authenticated: false,
      read: { components: ["components"], uptime: ["uptime_seconds"] },
    },
    settings: {
      method: "GET",
      path: "/health",
      authenticated: false,
      read: { settings: ["config"], revision: ["deployment.revision"] },
    },
    discovery: {
      method: "GET",
      path: "/api/discovery/services",
      authenticated: false,
      read: { services: ["services"] },
    },
    websocketHealth: {
      method: "GET",
      path: "/ws/health",
      authenticated: false,
      read: { status: ["status"] },
    },
    websocketConfig: {
      method: "GET",
      path: "/ws/config",
      authenticated: false,
      read: { config: ["websocket_config"] },
    },
    register: {
      method: "POST",
      path: "/auth/register",
      service: "auth",
      authenticated: false,
      body: { email: "{email}", password: "{password}", name: "{name}" },
      ok: [200, 201],
      read: { token: ["access_token"], refreshToken: ["refresh_token"], userId: ["user.id"] },
    },
    login: {
      method: "POST",
      path: "/auth/login",
      service: "auth",
      authenticated: false,
      body: { email: "{email}", password: "{password}" },
      read: {
        token: ["access_token"],
        refreshToken: ["refresh_token"],
        userId: ["user.id"],
        expiresInSeconds: ["expires_in"],
      },
    },
    validate: {
      method: "POST",
      path: "/auth/validate",
      service: "auth",
      authenticated: false,
      body: { token: "{token}" },
      read: { valid: ["valid"], userId: ["user_id"] },
      good: { valid: ["true"] },
    },
    refresh: {
      method: "POST",
      path: "/auth/refresh",
      service: "auth",
      authenticated: false,
      body: { refresh_token: "{refreshToken}" },
      read: { token: ["access_token"], refreshToken: ["refresh_token"] },
    },
    logout: { method: "POST", path: "/auth/logout", service: "auth" },
    me: { method: "GET", path: "/auth/me", service: "auth", read: { userId: ["user_id"] } },
    execute: {
      method: "POST",
      path: "/api/agents/execute",
      body: { type: "triage", message: "{prompt}", context: { thread_id: "{threadId}" } },
      read: { answer: ["response"], status: ["status"] },
      good: { status: ["success"] },
    },
    startRun: {
      method: "POST",
      path: "/api/agent/v2/execute",
      query: { user_id: "{userId}", thread_id: "{threadId}" },
      body: { message: "{prompt}", thread_id: "{threadId}" },
      read: { runId: ["run_id"], status: ["status"] },
    },
    runStatus: {
      method: "GET",
      path: "/api/agent/{runId}/status",
      query: { user_id: "{userId}", thread_id: "{threadId}" },
      read: { status: ["status"], answer: ["final_response", "result"] },
      good: { status: ["completed", "success"] },
    },
    stream: {
      method: "POST",
      path: "/api/agents/stream",
      body: { agent_type: "triage", message: "{prompt}", thread_id: "{threadId}" },
      read: { type: ["event"] },
    },
    createThread: {
      method: "POST",
      path: "/api/threads",
      body: { title: "{title}" },
      ok: [200, 201],
      read: { threadId: ["id"] },
    },
    readThread: { method: "GET", path: "/api/threads/{threadId}", read: { threadId: ["id"] } },
    listThreads: { method: "GET", path: "/api/threads" },
    deleteThread: { method: "DELETE", path: "/api/threads/{threadId}", ok: [200, 204] },
    threadMessages: {
      method: "GET",
      path: "/api/threads/{threadId}/messages",
      query: { limit: "100" },
      read: { messages: ["messages"], total: ["total"] },
    },
    postMessage: {
      method: "POST",
      path: "/api/threads/{threadId}/messages",
      body: { message: "{prompt}" },
      ok: [200, 201],
      read: { messageId: ["id"] },
    },
  },

  limits: {
    local: {
      connectMs: 10_000,
      handshakeMs: 15_000,
      welcomeMs: 10_000,
      firstEventMs: 15_000,
      gapMs: 25_000,
      completionMs: 60_000,
      httpMs: 10_000,
      replyMs: 5_000,
    },
    remote: {
      connectMs: 10_000,
      handshakeMs: 15_000,
      welcomeMs: 30_000,
      firstEventMs: 20_000,
      gapMs: 30_000,
      completionMs: 120_000,
      httpMs: 10_000,
      replyMs: 5_000,
      stragglersMs: 1_000,
    },
  },

  targets: { websocket: 0.9, "golden-path": 0.95, "http-fallback": 1 },
});
