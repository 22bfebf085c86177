import { complete } from "./complete.ts";
import type { Contract } from "./contract.ts";
import { anywhere } from "./default/anywhere.ts";
import { events } from "./default/events.ts";
import { http } from "./default/http.ts";
import { limits } from "./default/limits.ts";
import { agents } from "./default/operations/agents.ts";
import { conversations } from "./default/operations/conversations.ts";
import { deployment } from "./default/operations/deployment.ts";
import { identity } from "./default/operations/identity.ts";
import { runs } from "./default/operations/runs.ts";
import { question } from "./default/question.ts";
import { services } from "./default/services.ts";
import { settings } from "./default/settings.ts";
import { websocket } from "./default/websocket.ts";

/**
 * The contract of the backend gapproof grew up with: an AI-agent platform with an auth service,
 * chat over WebSocket, five agent events and an HTTP path beside them. `default` holds its longer parts.
 */
export const defaultContract: Contract = complete({
  id: "netra",
  title: "AI-agent platform: chat over WebSocket with five agent events",
  services,
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
  settings,

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
    bypassKeyVariables: ["E2E_BYPASS_KEY", "E2E_OAUTH_SIMULATION_KEY"],
    permissions: { claim: "permissions", readOnly: ["read"], refusedStatuses: [401, 403] },
    unspoken: ["context", "factory", "traceback", "(attribute|key|type|name)error"],
    spoofedHeaders: { "x-user-id": "{userId}", "x-session-id": "{userId}" },
    testHeaders: { "X-E2E-Test": "true", "X-Test-Type": "E2E" },
  },

  http,
  websocket,
  question,
  events,
  stream: {
    type: ["event", "type"],
    runId: anywhere("run_id"),
    content: anywhere("content"),
    partial: ["partial_result", "response_chunk"],
    index: anywhere("chunk_index"),
    end: ["stream_end"],
    answer: { types: ["agent_completed"], read: anywhere("final_response") },
    failed: ["agent_error", "error"],
  },

  history: {
    content: ["content"],
    role: ["role"],
    question: ["user"],
    answer: ["assistant"],
  },

  lifecycle: {
    id: ["agent_id"],
    status: ["status"],
    started: ["running", "started"],
    stopped: ["stopped"],
    cancelled: ["cancelled"],
  },
  agents: ["triage", "data", "optimization"],
  tools: { name: ["name"] },
  servers: { name: ["name"], status: ["status"], working: ["connected", "healthy"] },
  components: {
    latency: ["latency_ms"],
    required: ["database", "cache", "analytics"],
    state: { read: ["status"], healthy: ["healthy"], degraded: ["degraded"] },
  },
  breaker: { agent: "triage", failures: 5, closed: ["CLOSED"], open: ["OPEN"] },

  operations: { ...deployment, ...identity, ...agents, ...runs, ...conversations },

  promises: {
    session: { lastsMs: 40_000, everyMs: 5_000 },
    idleMs: 8_000,
    heartbeat: { everyMs: 15_000, expect: { types: ["heartbeat"] } },
    idleLimit: { afterMs: 360_000, closeCodes: [1000] },
  },
  limits,
  targets: { websocket: 0.9, "golden-path": 0.95, "http-fallback": 1 },
});
