import { type Contract, defineContract } from "../../../src/contract/contract.ts";

const limits = {
  connectMs: 2000,
  handshakeMs: 2000,
  welcomeMs: 3000,
  firstEventMs: 3000,
  gapMs: 3000,
  completionMs: 5000,
  httpMs: 3000,
  replyMs: 2000,
};

const wish = { kind: "cook", text: "{prompt}", dish: "{threadId}", ref: "{messageId}" };
const prompt = "What can I make tonight of rice, eggs and half a jar of {canary}?";

/**
 * What a recipe assistant promises. It shares no word with the default contract, and leaves out what
 * that one takes for granted: tokens that can be read, subprotocols, threads, an HTTP path to an
 * answer, agents inside a run. A check that fails on it knows a product.
 */
export const pantryContract: Contract = defineContract({
  id: "pantry",
  title: "Recipe assistant: one cook, one socket, opaque keys",

  services: {
    backend: {
      urlVariables: ["PANTRY_URL"],
      portVariables: ["PANTRY_PORT"],
      containerPort: 7070,
      composeServices: ["pantry"],
      stagingUrlVariables: ["PANTRY_STAGING_URL"],
    },
  },
  stagingFlags: [],
  environmentVariables: ["PANTRY_STAGE"],

  identity: {
    path: "/about",
    service: { read: ["name"], oneOf: ["pantry"] },
    status: { read: ["mood"], healthy: ["fine"] },
    version: ["build"],
  },

  auth: {
    enforced: true,
    tokenVariables: ["PANTRY_KEY"],
    secretVariables: [],
    refusedStatuses: [401],
    unspoken: ["exception", "undefined"],
  },

  http: { errorFields: ["sorry"] },

  websocket: {
    routes: ["/socket"],
    undeclaredRoute: "/cellar",
    carriers: [{ kind: "first-message", message: { kind: "hello", key: "{token}" } }],
    refused: { statuses: [], closeCodes: [1008, 4401] },
    welcome: { match: [{ types: ["ready"] }], connectionId: ["session"] },
    ping: { send: { kind: "knock" }, expect: { types: ["here"] } },
    unknownType: {
      send: { kind: "juggle" },
      expect: { types: ["sorry"], where: { why: "unfamiliar" } },
    },
    missingField: {
      send: { kind: "cook" },
      expect: { types: ["sorry"], where: { why: "incomplete" } },
    },
    malformed: {
      send: '{"kind": "cook", ',
      expect: { types: ["sorry"], where: { why: "unreadable" } },
    },
    stop: { send: { kind: "enough", order: "{runId}" }, expect: { types: ["clearing"] } },
    tooLarge: { bytes: 64 * 1024 },
    noise: [{ types: ["here", "sorry", "clearing"] }],
  },

  question: {
    send: wish,
    prompt,
    variants: {
      failing: { prompt, send: { ...wish, oven: "broken" } },
      slow: { prompt, send: { ...wish, oven: "low" }, lastsMs: 1_000 },
    },
  },

  events: {
    required: ["begun", "pondering", "using", "used", "served"],
    started: "begun",
    completed: "served",
    failed: ["burnt", "cleared"],
    pairs: [{ open: "using", close: "used" }],
    thinking: ["pondering"],
    partial: ["crumb"],
    succeeded: ["content"],
    fields: {
      type: ["kind"],
      runId: ["body.order"],
      threadId: ["body.table"],
      userId: ["body.guest"],
      agent: ["body.cook"],
      timestamp: ["at"],
      tool: ["body.utensil"],
      toolResult: ["body.found"],
      thought: ["body.musing"],
      answer: ["body.plate.text"],
      partial: ["body.bite"],
      status: ["body.mood"],
      error: ["body.why", "why"],
      partialIndex: ["body.nth"],
      partialLast: ["body.last"],
    },
  },

  operations: {
    health: {
      method: "GET",
      path: "/about",
      authenticated: false,
      read: { version: ["build"] },
    },
    login: {
      method: "POST",
      path: "/guests",
      authenticated: false,
      body: { called: "{name}" },
      ok: [201],
      read: { token: ["key"], userId: ["id"] },
    },
    me: { method: "GET", path: "/guests/whoami", read: { userId: ["id"] } },
  },

  promises: { session: { lastsMs: 1500, everyMs: 300 }, idleMs: 1000 },
  load: {
    ...{ users: 5, requestsPerUser: 2, requests: 5, sockets: 5, sessions: 5, runs: 3 },
    ...{ connects: 5, messages: 10, messagesPerSecond: 20 },
  },
  limits: { local: limits, remote: limits },
});
