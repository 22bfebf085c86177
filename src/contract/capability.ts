import type { Contract, OperationName, QuestionVariant } from "./contract.ts";
import { type PromiseName, promiseMs } from "./promise.ts";
import { readings } from "./readings.ts";

/** Something a contract may or may not promise. Checks that need what it does not are skipped. */
export type ContractCapability =
  | `operation.${OperationName}`
  /** The operation's answer says something by that name. */
  | `operation.${OperationName}.${string}`
  | `variant.${QuestionVariant}`
  | `promise.${PromiseName}`
  | keyof typeof promised;

/** Something a run may or may not have, whatever the contract says. */
export type RunCapability =
  /** A secret to sign tokens with is given, and the contract says what a token holds. */
  | "signing-secret"
  /** The key of the login that is kept for tests is given. */
  | "bypass-key"
  /** Several users can be had: a given token alone stands for one. */
  | "many-users"
  /** The target is across a network. */
  | "remote"
  /** The target is reached over TLS. */
  | "tls"
  /** The target has an auth service, or a frontend, of its own. */
  | "service.auth"
  | "service.frontend"
  /** Files of the branch are named: what it would deploy can be read. */
  | "branch"
  /** Files of the services beside the backend are named, too. */
  | "branch-siblings"
  /** It is known which revision should answer. */
  | "expected-revision";

export type Capability = ContractCapability | RunCapability;

/** Why the contract does not promise the capability, or `undefined` when it does. */
export function missingCapability(
  contract: Contract,
  capability: ContractCapability,
): string | undefined {
  if (promises(contract, capability)) return undefined;
  return `contract "${contract.id}" does not promise ${capability}`;
}

function promises(contract: Contract, capability: ContractCapability): boolean {
  const [family, name = "", value] = capability.split(".");
  switch (family) {
    case "operation":
      return readsOf(contract, name as OperationName, value);
    case "variant":
      return contract.question.variants[name as QuestionVariant] !== undefined;
    case "promise":
      return promiseMs(contract, name as PromiseName) !== undefined;
    default:
      return promised[capability as keyof typeof promised](contract);
  }
}

function readsOf({ operations }: Contract, name: OperationName, value?: string): boolean {
  const operation = operations[name];
  if (operation === undefined) return false;
  return value === undefined || operation.read[value] !== undefined;
}

type Promised = (contract: Contract) => boolean;

const promised = {
  "auth-enforced": ({ auth }) => auth.enforced,
  /** Tokens can be read: the contract says what they hold. */
  "token-claims": ({ auth }) => auth.jwt !== undefined,
  unspoken: ({ auth }) => auth.unspoken.length > 0,
  /** Some call asks for nothing but a user. */
  "guarded-reading": (contract) => readings(contract).length > 0,
  permissions: ({ auth }) => auth.permissions !== undefined && auth.jwt !== undefined,
  "spoofed-headers": ({ auth }) => Object.keys(auth.spoofedHeaders).length > 0,
  subprotocols: ({ websocket }) => websocket.subprotocols !== undefined,
  /** The token may travel otherwise than as a subprotocol. */
  "other-carrier": ({ websocket }) => websocket.carriers.some(({ kind }) => kind !== "subprotocol"),
  /** The token may travel in a header. */
  "header-carrier": ({ websocket }) => websocket.carriers.some(({ kind }) => kind === "header"),
  "undeclared-route": ({ websocket }) => websocket.undeclaredRoute !== undefined,
  welcome: ({ websocket }) => websocket.welcome !== undefined,
  "connection-id": ({ websocket }) => websocket.welcome?.connectionId !== undefined,
  /** Whoever greets says which revision it is, and whoever answers over HTTP does. */
  "welcome-revision": ({ websocket, identity }) =>
    websocket.welcome?.revision !== undefined && identity.revision !== undefined,
  "welcome-events": ({ websocket }) => websocket.welcome?.events !== undefined,
  ping: ({ websocket }) => websocket.ping !== undefined,
  heartbeat: ({ websocket }) => websocket.heartbeat !== undefined,
  "unknown-type": ({ websocket }) => websocket.unknownType !== undefined,
  "missing-field": ({ websocket }) => websocket.missingField !== undefined,
  forbidden: ({ websocket }) => websocket.forbidden !== undefined,
  malformed: ({ websocket }) => websocket.malformed !== undefined,
  resume: ({ websocket }) => websocket.resume !== undefined,
  stop: ({ websocket }) => websocket.stop !== undefined,
  "size-limit": ({ websocket }) => websocket.tooLarge !== undefined,
  "token-expiry": ({ websocket }) => websocket.expiry !== undefined,
  /** Demo mode is declared. */
  demo: ({ websocket }) => websocket.demo?.enabled === true,
  /** There is a demo path, and demo mode is not declared. */
  "demo-shut": ({ websocket }) => websocket.demo?.enabled === false,
  /** Settings are published: a plan alone is for the files of a branch. */
  settings: ({ settings }) => (settings?.read ?? []).length > 0,
  "required-settings": ({ settings }) => (settings?.required ?? []).length > 0,
  "expected-settings": ({ settings }) => Object.keys(settings?.expected ?? {}).length > 0,
  "ascending-settings": ({ settings }) => (settings?.ascending ?? []).length > 0,
  /** Some settings must not be longer than others. */
  "bounded-settings": ({ settings }) => (settings?.atMost ?? []).length > 0,
  /** It is said how many instances there are to be, or what each of them carries. */
  "declared-scale": ({ settings }) =>
    Object.keys(settings?.manifest ?? {}).some((key) => /instances|concurrency/.test(key)),
  /** Some settings have another value in each environment. */
  "environment-settings": ({ settings }) => Object.keys(settings?.byEnvironment ?? {}).length > 0,
  "shared-settings": ({ settings }) => (settings?.shared ?? []).length > 0,
  "error-body": ({ http }) => http.errorFields.length > 0,
  "open-paths": ({ http }) => http.openPaths.length > 0,
  cors: ({ http }) => http.cors !== undefined,
  "security-headers": ({ http }) => Object.keys(http.securityHeaders).length > 0,
  "session-cookie": ({ http }) => http.sessionCookie !== undefined,
  /** How much later a delayed answer comes is known. */
  "http-delay": ({ http }) => http.delayMs !== undefined,
  "rate-limit": ({ http }) => http.rateLimit !== undefined,
  "request-limit": ({ http }) => typeof http.rateLimit === "object",
  "unlimited-requests": ({ http }) => http.rateLimit === "unlimited",
  /** Messages of a conversation can be told apart. */
  history: ({ history }) => history !== undefined,
  lifecycle: ({ lifecycle }) => lifecycle !== undefined,
  agents: ({ agents }) => agents.length > 0,
  tools: ({ tools }) => tools !== undefined,
  servers: ({ servers }) => servers !== undefined,
  "component-latency": ({ components }) => components !== undefined,
  "component-states": ({ components }) => components?.state !== undefined,
  breaker: ({ breaker }) => breaker !== undefined,
  /** Only the session that asked hears of a run. */
  "private-sessions": ({ events }) => events.audience === "session",
  "event-pairs": ({ events }) => events.pairs.length > 0,
  thinking: ({ events }) => events.thinking.length > 0,
  partials: ({ events }) => events.partial.length > 0,
  "partial-index": ({ events }) => events.fields.partialIndex !== undefined,
  "partial-last": ({ events }) => events.fields.partialLast !== undefined,
  report: ({ events }) => events.report.length > 0,
  "report-tiers": ({ events }) => events.reportTiers !== undefined,
  pipeline: ({ events }) => events.pipeline.length > 0,
  "start-order": ({ events }) => Object.keys(events.startsAfter).length > 0,
  "event-ids": ({ events }) => events.fields.eventId !== undefined,
  "stream-records": ({ stream }) => stream !== undefined,
  "stream-index": ({ stream }) => stream?.index !== undefined,
  "stream-answer": ({ stream }) => stream?.answer !== undefined,
  "stream-run-id": ({ stream }) => stream?.runId !== undefined,
  "stream-failure": ({ stream }) => (stream?.failed ?? []).length > 0,
  /** How long a slow run lasts at least is known. */
  "slow-duration": ({ question }) => question.variants.slow?.lastsMs !== undefined,
  /** Agents of a run that lacks its data, or some of it, complete in a promised order. */
  "pipeline-without-data": ({ question }) =>
    (question.variants.withoutData?.pipeline ?? []).length > 0,
  /** Agents name the amount a question gives them to work with. */
  "figure-used": ({ question }) => (question.variants.figures?.usedBy ?? []).length > 0,
  "pipeline-partial-data": ({ question }) =>
    (question.variants.partialData?.pipeline ?? []).length > 0,
} as const satisfies Record<string, Promised>;
