import type { Options } from "./backend.ts";
import type { SecondFault } from "./trial.ts";

/** One thing that is wrong with the second backend itself. */
export interface BackendFault extends SecondFault {
  readonly options: Options;
}

function fault(id: string, cause: BackendFault["cause"], options: Options): BackendFault {
  return { id, cause, options };
}

/** Signs nothing here: it is what a socket verifies with that was given another deployment's secret. */
const otherSecret = "another-deployment-has-this-one-0123456789";

const oldSettings = {
  websocket_connection_timeout: "240",
  websocket_heartbeat_interval: "30",
  websocket_heartbeat_timeout: "45",
  websocket_cleanup_interval: "60",
  websocket_connect_timeout: "10",
  websocket_handshake_timeout: "15",
  websocket_ping_timeout: "5",
  websocket_close_timeout: "10",
  backend_memory: "2Gi",
  backend_cpu: "2",
};

const handshake: readonly BackendFault[] = [
  fault("accepts-and-selects-nothing", "never-negotiates", { accept: "selects-nothing" }),
  fault("selects-whatever-is-offered", "selects-unasked", {
    accept: "selects",
    selected: "jwt-auth",
  }),
  fault("selects-what-nobody-offers", "selects-unasked", {
    accept: "selects",
    selected: "v1.chat",
  }),
  fault("selects-twice", "protocol-violation", { accept: "selects-twice" }),
  fault("selects-no-token", "illegal-subprotocol", { accept: "selects", selected: "jwt auth;v=1" }),
  fault("crashes-before-accepting", "crash-at-accept", { accept: "crash-before" }),
  fault("crashes-after-accepting", "crash-at-accept", { accept: "crash-after" }),
  fault("gives-up-after-accepting", "crash-at-accept", { accept: "close-1011" }),
  fault("takes-two-sessions", "saturation", { most_sessions: 2 }),
  fault("serves-few-at-once", "saturation", { limit_concurrency: 5 }),
  // uvicorn 0.17 on wsproto never tells the application of a connection that ends without a close frame.
  fault("keeps-ended-connections", "saturation", { library: "wsproto" }),
];

const tokens: readonly BackendFault[] = [
  fault("socket-has-another-secret", "secret-mismatch", { socket_secret: otherSecret }),
  fault("http-has-another-secret", "secret-mismatch", { http_secret: otherSecret }),
  fault("socket-has-another-secret-and-forbids", "secret-mismatch", {
    ...{ socket_secret: otherSecret, refuses: "before" },
  }),
  fault("clock-of-the-socket-is-ahead", "clock-skew", { socket_skew_s: 1_200 }),
  fault("clock-of-the-socket-is-behind", "clock-skew", { socket_skew_s: -1_200 }),
  fault("socket-expects-another-audience", "claim-mismatch", { socket_audience: "another" }),
  fault("socket-expects-another-audience-and-says-so", "claim-mismatch", {
    ...{ socket_audience: "another", says_why: true },
  }),
  fault("http-expects-another-issuer", "claim-mismatch", { http_issuer: "another" }),
  fault("socket-expects-another-algorithm", "claim-mismatch", { socket_algorithm: "HS512" }),
  fault("socket-decodes-only", "signature-unverified", { socket_decodes_only: true }),
  fault("http-decodes-only", "signature-unverified", { http_decodes_only: true }),
  fault("lets-strangers-in", "not-enforced", { lets_strangers_in: true }),
  fault("refuses-with-1011", "refusal-masked", { refuses: "1011" }),
  fault("crashes-on-bad-tokens", "refusal-masked", { refuses: "crash" }),
  fault("lets-readers-write", "permission-ignored", { ignores_permissions: true }),
  fault("forgets-logouts", "session-unended", { forgets_logouts: true }),
  fault("tells-its-key", "credentials-leaked", {
    tells: { signing_key: "k3y-0f-this-h0use-1234" },
  }),
];

const messages: readonly BackendFault[] = [
  fault("crashes-on-message", "crash-on-message", { on_message: "crash" }),
  fault("gives-up-on-questions", "crash-on-message", { on_question: "close-1011" }),
  fault("expects-quick-pongs", "keepalive-timeout", { ping_interval_s: 0.4, ping_timeout_s: 0.4 }),
  fault("answers-nothing", "app-stall", { on_message: "silence" }),
  fault("answers-no-pings", "app-stall", { on_message: "no-pong" }),
  fault("ignores-questions", "app-stall", { on_question: "silence" }),
  fault("stalls-midway", "app-stall", { stalls_after: 9 }),
  fault("greets-late", "app-stall", { greets_after_s: 6 }),
  fault("sends-no-heartbeats", "contract-violation", { heartbeats: false }),
];

const runs: readonly BackendFault[] = [
  fault("loses-tool-results", "events-missing", { loses_events: ["tool_completed"] }),
  fault("loses-the-end", "events-missing", { loses_events: ["agent_completed"] }),
  fault("says-things-twice", "events-disordered", { doubles_events: ["tool_executing"] }),
  fault("says-things-too-late", "events-disordered", { swaps_event: "tool_executing" }),
  fault("broadcasts-runs", "events-misaddressed", { broadcasts: true }),
  fault("mistakes-threads", "events-misaddressed", { mistakes_thread: true }),
  fault("has-one-answer", "answer-unfounded", { canned_answer: true }),
];

const state: readonly BackendFault[] = [
  fault("fails-to-list-threads", "http-error", { lists_threads: "error" }),
  fault("hangs-on-listing-threads", "http-hang", { lists_threads: "hang" }),
  fault("has-no-agents-over-http", "fallback-dead", { executes: "nothing" }),
  fault("forgets-messages", "data-lost", { forgets_messages: true }),
  fault("shares-threads", "data-foreign", { shares_threads: true }),
  fault("has-old-settings", "settings-old", { settings: oldSettings }),
  fault("has-no-settings", "settings-unpublished", { settings: null }),
  fault("starts-slowly", "cold-start", { starts_cold_s: 1.2 }),
  fault("is-somebody-else", "wrong-server", { service: "billing" }),
];

/** As many different causes as a Python service has of its own, by where they sit. */
export const backendFaults: Readonly<Record<string, readonly BackendFault[]>> = {
  handshake,
  tokens,
  messages,
  runs,
  state,
};

/** Not what the other backend does, and what the contract allows. */
export const unusual: readonly { readonly id: string; readonly options: Options }[] = [
  { id: "as-it-should-be", options: {} },
  { id: "forbids-upgrades-instead-of-closing", options: { refuses: "before" } },
  { id: "says-why-it-refuses", options: { says_why: true } },
];
