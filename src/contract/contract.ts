import { z } from "zod";
import { ConfigurationError } from "../ground/errors.ts";
import type { Template } from "./template.ts";

// Everything gapproof knows about a backend is in this file's shape. Nothing above this floor knows
// a word of any product: names, ports, routes, events and limits are data of a contract.

const paths = z.array(z.string().min(1)).min(1);
const template = z.custom<Template>((value) => value !== undefined, "must be JSON data");
const positive = z.number().positive();

/** Recognises a message: its type is one of `types`, and each path in `where` holds that value. */
const messageMatch = z.strictObject({
  types: z.array(z.string()).min(1),
  where: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

/** How one service is found: variables first, then ports. `{ENV}` is the environment's prefix. */
const service = z.strictObject({
  /** Variables that name its URL outright, strongest first. */
  urlVariables: z.array(z.string()),
  /** Variables that name its WebSocket URL outright, strongest first. */
  wsUrlVariables: z.array(z.string()).default([]),
  /** Variables that name the host port of its container, strongest first. */
  portVariables: z.array(z.string()),
  /** Port it listens on inside its container. */
  containerPort: z.number().int().min(1).max(65535),
  /** Names it goes by in compose files. */
  composeServices: z.array(z.string()),
  /** Variables that name its URL on staging, strongest first. */
  stagingUrlVariables: z.array(z.string()),
  /** Variables that name its WebSocket URL on staging, strongest first. */
  stagingWsUrlVariables: z.array(z.string()).default([]),
  /** Where it listens when nobody says anything. */
  defaultUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** Served by the backend itself unless something else is declared. */
  sharedWithBackend: z.boolean().default(false),
});

/**
 * One HTTP call the deployment promises, by the name the checks call it.
 *
 * An operation that is absent is a capability the deployment does not promise: checks that need it
 * are skipped with that reason.
 */
const operation = z.strictObject({
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]),
  /** Path with placeholders, `/threads/{threadId}`; joined to the service's base path. */
  path: z.string().startsWith("/"),
  query: z.record(z.string(), z.string()).default({}),
  body: template.optional(),
  headers: z.record(z.string(), z.string()).default({}),
  /** Statuses that mean it worked. */
  ok: z.array(z.number().int()).min(1).default([200]),
  /** Whether a user's token goes with it. */
  authenticated: z.boolean().default(true),
  service: z.enum(["backend", "auth", "frontend"]).default("backend"),
  /** Values the checks read from the answer, by name. */
  read: z.record(z.string(), paths).default({}),
  /** Of those, the ones that tell success from failure: by name, what means it worked. */
  good: z.record(z.string(), z.array(z.string()).min(1)).default({}),
});

/** The operations checks may call. Placeholders each may use are listed in docs/contract.md. */
export const operationNames = [
  "health",
  "readiness",
  "components",
  "settings",
  "discovery",
  "websocketHealth",
  "websocketConfig",
  "register",
  "login",
  "validate",
  "refresh",
  "logout",
  "me",
  "authHealth",
  "execute",
  "startRun",
  "runStatus",
  "stream",
  "createThread",
  "readThread",
  "listThreads",
  "deleteThread",
  "threadMessages",
  "postMessage",
] as const;

/** How a token travels in the handshake or right after it. */
const carrier = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("subprotocol"), offer: z.array(z.string()).min(1) }),
  z.strictObject({ kind: z.literal("header"), name: z.string(), value: z.string() }),
  z.strictObject({ kind: z.literal("query"), name: z.string(), value: z.string() }),
  z.strictObject({ kind: z.literal("first-message"), message: template }),
]);

const exchange = z.strictObject({ send: template, expect: messageMatch });

const limits = z.strictObject({
  /** TCP and TLS. */
  connectMs: positive,
  /** The upgrade's answer. */
  handshakeMs: positive,
  welcomeMs: positive,
  /** From the question to the run's first event. */
  firstEventMs: positive,
  /** Longest silence inside a run. */
  gapMs: positive,
  /** From the question to the run's last bookend. */
  completionMs: positive,
  /** One HTTP call. */
  httpMs: positive,
  /** ping to pong, or any frame to its acknowledgement. */
  replyMs: positive,
  /** How long after a run's end a check listens for what must not come any more. */
  stragglersMs: positive.default(200),
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

  identity: z.strictObject({
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
  }),

  /** Settings the running service publishes, and what must be in them. */
  settings: z
    .strictObject({
      read: paths,
      revision: paths,
      required: z.array(z.string()),
    })
    .optional(),

  auth: z.strictObject({
    /** Whether the deployment promises to refuse strangers. */
    enforced: z.boolean(),
    /** Variables that hold a ready token. */
    tokenVariables: z.array(z.string()),
    /** Signing secret for minting tokens, strongest first. `{ENV}` is the environment's prefix. */
    secretVariables: z.array(z.string()),
    jwt: z
      .strictObject({
        algorithm: z.enum(["HS256", "HS384", "HS512"]),
        /** Placeholders: userId, email, now, expiresAt (seconds), tokenId, environment. */
        claims: template,
        ttlSeconds: z.number().int().positive(),
      })
      .optional(),
    /** What a refused HTTP call answers. */
    refusedStatuses: z.array(z.number().int()).min(1),
    /** Headers that weaken authentication; sent only when an option asks for them. */
    testHeaders: z.record(z.string(), z.string()).default({}),
  }),

  websocket: z.strictObject({
    /** Declared routes; sessions use the first. */
    routes: z.array(z.string().startsWith("/")).min(1),
    /** A route nobody declared; connecting there must be refused. */
    undeclaredRoute: z.string().startsWith("/").optional(),
    /** Ways a token may travel; sessions use the first. */
    carriers: z.array(carrier).min(1),
    /** Subprotocol layouts that must work, and one that must be refused. */
    subprotocols: z
      .strictObject({
        layouts: z.array(z.array(z.string()).min(1)).min(1),
        unknown: z.array(z.string()).min(1),
      })
      .optional(),
    refused: z.strictObject({
      /** Statuses of a refused upgrade. */
      statuses: z.array(z.number().int()),
      /** Close codes that mean "not you". 1011 and 1006 never do: that is auth masked as a crash. */
      closeCodes: z.array(z.number().int()),
    }),
    welcome: z
      .strictObject({
        match: z.array(messageMatch).min(1),
        connectionId: paths.optional(),
        /** Where it lists the event types a run will have. */
        events: paths.optional(),
      })
      .optional(),
    ping: exchange.optional(),
    heartbeat: exchange.optional(),
    unknownType: exchange.optional(),
    /** A message that lacks what its type requires, and the answer to it. */
    missingField: exchange.optional(),
    /** A frame that is not valid, and the answer to it; the session must survive. */
    malformed: z.strictObject({ send: z.string(), expect: messageMatch }).optional(),
    /** Frames that may come at any time and mean nothing for a run. */
    noise: z.array(messageMatch).default([]),
  }),

  /** What starts a run. Placeholders: prompt, threadId, messageId, now (ISO 8601). */
  question: z.strictObject({
    send: template,
    /** Prompt of the golden path; needs a tool. `{canary}` comes back in the answer. */
    prompt: z.string().min(1),
  }),

  events: z.strictObject({
    /** Types a run that needs a tool must contain, in the order of their first appearance. */
    required: z.array(z.string()).min(1),
    started: z.string(),
    completed: z.string(),
    /** Types that end a run badly. */
    failed: z.array(z.string()).default([]),
    /** Agent whose bookends are the run's own; without it the outermost pair is. */
    bookendAgent: z.string().optional(),
    /** Types that come in pairs, matched by `pairedBy`. */
    pairs: z.array(z.strictObject({ open: z.string(), close: z.string() })).default([]),
    /** Types that show what an agent thinks, under `fields.thought`. */
    thinking: z.array(z.string()).default([]),
    /** Types that carry a part of the answer, under `fields.partial`. */
    partial: z.array(z.string()).default([]),
    report: z.array(z.string()).default([]),
    /** Parts a report never lacks: dotted paths inside it. */
    reportParts: z.array(z.string()).default([]),
    /** What the run's last bookend says of a run that went well, under `fields.status`. */
    succeeded: z.array(z.string()).default([]),
    fields: z.strictObject({
      type: paths,
      runId: paths,
      threadId: paths,
      userId: paths,
      agent: paths,
      timestamp: paths,
      tool: paths,
      toolResult: paths,
      thought: paths,
      answer: paths,
      partial: paths,
      /** Body of a message of a `report` type. */
      report: paths.default(["report"]),
      status: paths.default(["status"]),
      error: paths,
    }),
    /** Order in which agents of the pipeline complete, where the contract promises one. */
    pipeline: z.array(z.string()).default([]),
  }),

  /** How messages of a conversation are told apart in what `threadMessages` reads. */
  history: z
    .strictObject({
      content: paths,
      role: paths,
      /** Roles of a question, and of an answer. */
      question: z.array(z.string()).min(1),
      answer: z.array(z.string()).min(1),
    })
    .optional(),

  operations: z.partialRecord(z.enum(operationNames), operation),

  /** Limits by kind of target: a laptop's, and one across a network. */
  limits: z.strictObject({ local: limits, remote: limits }),

  /** Success rates promised per journey, 0 to 1. */
  targets: z.record(z.string(), z.number().min(0).max(1)).default({}),
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
