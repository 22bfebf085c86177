import type { ContractInput } from "../../contract.ts";

/** What the deployment says of itself. */
export const deployment = {
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
    read: {
      services: ["services"],
      backend: ["services.backend.url"],
      websocket: ["services.backend.ws_url"],
    },
  },
  apiDescription: {
    method: "GET",
    path: "/openapi.json",
    authenticated: false,
    read: { version: ["openapi"], paths: ["paths"] },
  },
  metrics: { method: "GET", path: "/metrics", authenticated: false },
  frontendHealth: { method: "GET", path: "/", service: "frontend", authenticated: false },
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
    read: { config: ["websocket_config"], largestBytes: ["websocket_config.max_message_size"] },
  },
  websocketStats: {
    method: "GET",
    path: "/ws/stats",
    authenticated: false,
    read: { connections: ["active_connections"], runs: ["runs_under_way"] },
  },
} as const satisfies ContractInput["operations"];
