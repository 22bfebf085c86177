import type { ContractInput } from "../contract.ts";
import { settingKeys } from "./setting-keys.ts";

/** What the issue-128 and issue-358 plans want deployed, and how it hangs together. */
export const settings: ContractInput["settings"] = {
  read: ["config"],
  revision: ["deployment.revision"],
  elsewhere: [{ operation: "websocketConfig", read: ["websocket_config"], prefix: "websocket_" }],
  required: [
    "websocket_connection_timeout",
    "websocket_heartbeat_interval",
    "websocket_heartbeat_timeout",
    "websocket_cleanup_interval",
    "websocket_connect_timeout",
    "websocket_handshake_timeout",
    "websocket_ping_timeout",
    "websocket_close_timeout",
  ],
  expected: {
    websocket_connection_timeout: "360",
    websocket_heartbeat_interval: "15",
    websocket_heartbeat_timeout: "45",
    websocket_cleanup_interval: "120",
    websocket_connect_timeout: "10",
    websocket_handshake_timeout: "15",
    websocket_ping_timeout: "5",
    websocket_close_timeout: "10",
    backend_memory: "4Gi",
    backend_cpu: "4",
  },
  keys: settingKeys,
  ascending: [
    ["websocket_heartbeat_interval", "websocket_heartbeat_timeout", "websocket_connection_timeout"],
    ["websocket_ping_timeout", "websocket_heartbeat_interval"],
    ["websocket_connect_timeout", "websocket_handshake_timeout"],
    ["agent_execution_timeout", "websocket_receive_timeout"],
  ],
  manifest: {
    request_timeout: "600s",
    min_instances: "1",
    max_instances: "20",
  },
  byEnvironment: {
    development: { circuit_breaker_failure_threshold: "10", circuit_breaker_recovery_timeout: "5" },
    staging: { circuit_breaker_failure_threshold: "3", circuit_breaker_recovery_timeout: "15" },
    production: { circuit_breaker_failure_threshold: "5", circuit_breaker_recovery_timeout: "60" },
  },
  // What cuts a connection at an age must let it live as long as the backend would.
  atMost: [
    ["websocket_connection_timeout", "request_timeout"],
    ["websocket_connection_timeout", "ingress_timeout"],
    ["circuit_breaker_base_delay", "circuit_breaker_max_delay"],
    ["min_instances", "max_instances"],
  ],
  shared: [
    { key: "jwt_secret_key", services: ["auth", "backend"] },
    { key: "environment", services: ["backend", "auth", "frontend"] },
    { key: "demo_mode", services: ["backend", "auth", "frontend"] },
    { key: "auth_service_url", services: ["backend", "frontend"] },
    { key: "backend_url", services: ["backend", "auth", "frontend"] },
    { key: "websocket_url", services: ["backend", "frontend"] },
  ],
  commit: "git_commit",
  observed: {
    heartbeatInterval: "websocket_heartbeat_interval",
    idleTimeout: "websocket_connection_timeout",
    handshakeTimeout: "websocket_handshake_timeout",
    maxMessageSize: "websocket_max_message_size",
  },
};
