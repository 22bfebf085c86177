import type { ContractInput } from "../contract.ts";
import { anywhere } from "./anywhere.ts";

const bearer = { kind: "header", name: "authorization", value: "Bearer {token}" } as const;

export const websocket: ContractInput["websocket"] = {
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
    revision: anywhere("revision"),
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
  forbidden: { types: ["error_message"], where: { error_code: "PERMISSION_DENIED" } },
  resume: {
    send: { type: "get_thread_history", payload: { thread_id: "{threadId}" } },
    expect: { types: ["thread_history"] },
  },
  stop: {
    send: { type: "stop_agent", payload: { run_id: "{runId}" } },
    expect: { types: ["system_message"], where: { "data.status": "stop_requested" } },
  },
  tooLarge: { bytes: 1_048_576 },
  expiry: { closeCodes: [1008] },
  demo: {
    enabled: false,
    route: "/api/demo/ws",
    ask: {
      send: { type: "chat", message: "{prompt}" },
      expect: { types: ["agent_completed"], where: { agent_name: "Supervisor" } },
    },
  },
  malformed: {
    send: '{"type": "user_message", ',
    expect: { types: ["error_message"], where: { error_code: "JSON_PARSE_ERROR" } },
  },
  noise: [{ types: ["heartbeat", "pong", "ack", "system_message"] }],
};
