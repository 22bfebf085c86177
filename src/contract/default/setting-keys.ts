import type { ContractInput } from "../contract.ts";

type Keys = NonNullable<NonNullable<ContractInput["settings"]>["keys"]>;

/** What manifests and platforms call what the backend publishes, and what each measures. */
export const settingKeys: Keys = {
  backend_memory: { kind: "bytes", severity: "critical", aliases: ["memory"] },
  backend_cpu: { kind: "cpu", severity: "critical", aliases: ["cpu"] },
  request_timeout: { kind: "duration", severity: "major", aliases: ["backend_timeout"] },
  ingress_timeout: { kind: "duration", severity: "major" },
  min_instances: { kind: "number", severity: "major", aliases: ["backend_min_instances"] },
  max_instances: { kind: "number", severity: "major", aliases: ["backend_max_instances"] },
  concurrency: { kind: "number", severity: "major", aliases: ["backend_concurrency"] },
  jwt_secret_key: { severity: "critical", aliases: ["jwt_secret", "jwt_secret_staging"] },
  auth_service_url: { severity: "major", aliases: ["next_public_auth_url", "auth_url"] },
  backend_url: {
    severity: "major",
    aliases: ["next_public_api_url", "api_url", "netra_backend_url"],
  },
  websocket_url: { severity: "major", aliases: ["next_public_ws_url", "ws_url"] },
  environment: { severity: "major", aliases: ["next_public_environment", "env_name"] },
  agent_execution_timeout: { kind: "duration", severity: "major" },
  websocket_receive_timeout: { kind: "duration", severity: "major" },
  circuit_breaker_failure_threshold: { kind: "number", severity: "major" },
  circuit_breaker_recovery_timeout: { kind: "duration", severity: "major" },
  circuit_breaker_base_delay: { kind: "duration" },
  circuit_breaker_max_delay: { kind: "duration" },
  auth_mode: { severity: "major" },
  demo_mode: { kind: "flag", severity: "major" },
  websocket_max_message_size: { kind: "bytes", severity: "major" },
};
