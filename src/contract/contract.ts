import { z } from "zod";
import { ConfigurationError } from "../ground/errors.ts";
import { auth } from "./parts/auth.ts";
import { events } from "./parts/events.ts";
import { gaps } from "./parts/gaps.ts";
import { http } from "./parts/http.ts";
import { limits } from "./parts/limits.ts";
import { load } from "./parts/load.ts";
import { operation, operationNames } from "./parts/operation.ts";
import { promises } from "./parts/promises.ts";
import { question } from "./parts/question.ts";
import { service } from "./parts/service.ts";
import { settings } from "./parts/settings.ts";
import { stream } from "./parts/stream.ts";
import { tiers } from "./parts/tiers.ts";
import type { messageMatch } from "./parts/values.ts";
import { paths } from "./parts/values.ts";
import { type carrier, websocket } from "./parts/websocket.ts";

// Everything gapproof knows about a backend is in this shape; `parts` holds it room by room. Nothing
// above this floor knows a word of any product: names, ports, routes, events and limits are data.

/** Who answers, and how it is. */
const identity = z.strictObject({
  /** Path that says who answers, without authentication. */
  path: z.string().startsWith("/"),
  /** Field that names the service, and the names that are right. */
  service: z.strictObject({ read: paths, oneOf: z.array(z.string()).min(1) }),
  /** Field that says how it is, and the words that mean well. */
  status: z.strictObject({ read: paths, healthy: z.array(z.string()).min(1) }),
  version: paths.optional(),
  revision: paths.optional(),
  /** Field that is `true` on gapproof's own reference backend, so it can never pass for staging. */
  reference: paths.optional(),
});

/** How messages of a conversation are told apart in what `threadMessages` reads. */
const history = z.strictObject({
  content: paths,
  role: paths,
  /** Roles of a question, and of an answer. */
  question: z.array(z.string()).min(1),
  answer: z.array(z.string()).min(1),
});

/** How agents that were started one by one are told apart in what `agentStates` reads. */
const lifecycle = z.strictObject({
  id: paths,
  status: paths,
  started: z.array(z.string()).min(1),
  stopped: z.array(z.string()).min(1),
  cancelled: z.array(z.string()).min(1),
});

/** When the breaker of an agent opens for a user, and what `breakerState` then says. */
const breaker = z.strictObject({
  /** Agent that `execute` and `executeFailing` ask, as `{agent}` of `breakerState`. */
  agent: z.string(),
  /** Failures in a row that open it. */
  failures: z.number().int().positive(),
  closed: z.array(z.string()).min(1),
  open: z.array(z.string()).min(1),
});

/** How components of `components` say how they are. */
const components = z.strictObject({
  /** How long one took to answer, in milliseconds. */
  latency: paths,
  /** Names of those that must be there. */
  required: z.array(z.string()).default([]),
  /** Its state, and the words for well and for less than well. */
  state: z
    .strictObject({
      read: paths,
      healthy: z.array(z.string()).min(1),
      degraded: z.array(z.string()).default([]),
    })
    .optional(),
});

export const contractSchema = z.strictObject({
  /** Short stable name; goes into reports together with the contract's hash. */
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, "must be lower-case kebab-case"),
  title: z.string().min(1),

  services: z.strictObject({
    backend: service,
    auth: service.optional(),
    frontend: service.optional(),
  }),
  /** Flags that ask for staging: a variable, and the value that means yes (default: true, 1, yes, on). */
  stagingFlags: z.array(z.strictObject({ variable: z.string(), equals: z.string().optional() })),
  /** Variables that name the environment gapproof runs against, strongest first. */
  environmentVariables: z.array(z.string()),
  /** Hosts that must not be tested without permission, as regular expressions on the host name. */
  productionHosts: z.array(z.string()).default([]),

  identity,
  settings: settings.optional(),
  auth,
  http: http.prefault({}),
  websocket,
  question,
  events,
  stream: stream.optional(),
  history: history.optional(),
  lifecycle: lifecycle.optional(),
  /** Agents that answer by name, as `{agent}` of `executeAgent`. */
  agents: z.array(z.string()).default([]),
  /** Where a tool of `listTools` says its name. */
  tools: z.strictObject({ name: paths }).optional(),
  /** Where a server of `agentServers` says its name and state, and which states mean well. */
  servers: z
    .strictObject({ name: paths, status: paths, working: z.array(z.string()).min(1) })
    .optional(),
  components: components.optional(),
  breaker: breaker.optional(),

  operations: z.partialRecord(z.enum(operationNames), operation),

  promises: promises.prefault({}),
  load: load.prefault({}),
  /** Limits by kind of target: a laptop's, and one across a network. */
  limits: z.strictObject({ local: limits, remote: limits }),

  /** Success rates promised per journey, 0 to 1. */
  targets: z.record(z.string(), z.number().min(0).max(1)).default({}),
  /** Success rates promised per tier of checks, 0 to 1, by tag. */
  tiers,
  /** What is known to fail until a deployment, and why. */
  gaps: gaps.default([]),
});

/** What a healthy deployment promises, with every default filled in. */
export type Contract = z.output<typeof contractSchema>;
/** A contract as a person writes it. */
export type ContractInput = z.input<typeof contractSchema>;
export type ServiceContract = Contract["services"]["backend"];
export type ServiceName = keyof Contract["services"];
export type Operation = z.output<typeof operation>;
export type OperationName = (typeof operationNames)[number];
export type Carrier = z.output<typeof carrier>;
export type MessageMatch = z.output<typeof messageMatch>;
export type Limits = z.output<typeof limits>;
export type QuestionVariant = keyof Contract["question"]["variants"];

export { operationNames } from "./parts/operation.ts";

/**
 * Checks a contract and fills in its defaults.
 *
 * @throws {@link ConfigurationError} naming the first field that breaks a rule
 */
export function defineContract(input: ContractInput): Contract {
  const parsed = contractSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.map(String).join(".") ?? "";
  throw new ConfigurationError(
    where === "" ? "contract" : `contract.${where}`,
    `breaks a rule: ${issue?.message ?? "not a contract"}`,
    { cause: parsed.error },
  );
}
