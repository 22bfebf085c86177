import type { Contract, OperationName } from "./contract.ts";

/** Something a deployment may or may not promise. Checks that need what it does not are skipped. */
export type Capability =
  | `operation.${OperationName}`
  | "auth-enforced"
  | "subprotocols"
  | "undeclared-route"
  /** The token may travel otherwise than as a subprotocol. */
  | "other-carrier"
  | "welcome"
  | "ping"
  | "heartbeat"
  | "unknown-type"
  | "malformed"
  | "settings"
  | "partials"
  | "report"
  | "pipeline";

/** Why the contract does not promise the capability, or `undefined` when it does. */
export function missingCapability(contract: Contract, capability: Capability): string | undefined {
  if (promises(contract, capability)) return undefined;
  return `contract "${contract.id}" does not promise ${capability}`;
}

function promises(contract: Contract, capability: Capability): boolean {
  if (capability.startsWith("operation.")) {
    return (
      contract.operations[capability.slice("operation.".length) as OperationName] !== undefined
    );
  }
  return promised(contract)[capability as keyof ReturnType<typeof promised>];
}

function promised(contract: Contract): Record<Exclude<Capability, `operation.${string}`>, boolean> {
  const { auth, events, settings, websocket } = contract;
  return {
    "auth-enforced": auth.enforced,
    subprotocols: websocket.subprotocols !== undefined,
    "other-carrier": websocket.carriers.some(({ kind }) => kind !== "subprotocol"),
    "undeclared-route": websocket.undeclaredRoute !== undefined,
    welcome: websocket.welcome !== undefined,
    ping: websocket.ping !== undefined,
    heartbeat: websocket.heartbeat !== undefined,
    "unknown-type": websocket.unknownType !== undefined,
    malformed: websocket.malformed !== undefined,
    settings: settings !== undefined,
    partials: events.partial.length > 0,
    report: events.report.length > 0,
    pipeline: events.pipeline.length > 0,
  };
}
