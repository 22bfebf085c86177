import type { Contract, OperationName } from "./contract.ts";

/** Something a deployment may or may not promise, or a run may or may not have. Checks that need what it does not are skipped. */
export type Capability =
  | `operation.${OperationName}`
  | "auth-enforced"
  | "subprotocols"
  | "undeclared-route"
  /** The token may travel otherwise than as a subprotocol. */
  | "other-carrier"
  | "welcome"
  | "connection-id"
  | "welcome-events"
  | "ping"
  | "heartbeat"
  | "unknown-type"
  | "missing-field"
  | "malformed"
  /** Messages of a conversation can be told apart. */
  | "history"
  /** A secret to sign tokens with is given, and the contract says what a token holds. */
  | "signing-secret"
  | "settings"
  | "partials"
  | "report"
  | "pipeline";

/** Why the contract does not promise the capability, or `undefined` when it does. */
export function missingCapability(
  contract: Contract,
  capability: Exclude<Capability, "signing-secret">,
): string | undefined {
  if (promises(contract, capability)) return undefined;
  return `contract "${contract.id}" does not promise ${capability}`;
}

function promises(contract: Contract, capability: Exclude<Capability, "signing-secret">): boolean {
  if (capability.startsWith("operation.")) {
    return (
      contract.operations[capability.slice("operation.".length) as OperationName] !== undefined
    );
  }
  return promised(contract)[capability as keyof ReturnType<typeof promised>];
}

function promised(
  contract: Contract,
): Record<Exclude<Capability, `operation.${string}` | "signing-secret">, boolean> {
  const { auth, events, settings, websocket } = contract;
  return {
    "auth-enforced": auth.enforced,
    subprotocols: websocket.subprotocols !== undefined,
    "other-carrier": websocket.carriers.some(({ kind }) => kind !== "subprotocol"),
    "undeclared-route": websocket.undeclaredRoute !== undefined,
    welcome: websocket.welcome !== undefined,
    "connection-id": websocket.welcome?.connectionId !== undefined,
    "welcome-events": websocket.welcome?.events !== undefined,
    ping: websocket.ping !== undefined,
    heartbeat: websocket.heartbeat !== undefined,
    "unknown-type": websocket.unknownType !== undefined,
    "missing-field": websocket.missingField !== undefined,
    malformed: websocket.malformed !== undefined,
    history: contract.history !== undefined,
    settings: settings !== undefined,
    partials: events.partial.length > 0,
    report: events.report.length > 0,
    pipeline: events.pipeline.length > 0,
  };
}
