import type { Contract, OperationName } from "../../../src/contract/contract.ts";
import { defaultContract } from "../../../src/contract/default.ts";

/** What the second backend does of everything the default contract has: what a diagnosis touches. */
const kept: readonly OperationName[] = [
  ...(["health", "readiness", "settings", "websocketHealth", "websocketConfig"] as const),
  ...(["websocketStats", "authHealth", "register", "login", "validate", "refresh"] as const),
  ...([
    "logout",
    "me",
    "updateProfile",
    "execute",
    "executeAgent",
    "stream",
    "streamSlow",
  ] as const),
  ...(["createThread", "readThread", "updateThread", "listThreads", "deleteThread"] as const),
  ...(["threadMessages", "threadPage", "postMessage", "createMessage", "readMessage"] as const),
];

/** Long promises are kept this much faster, as on the bench of the embedded backend. */
export const scale = 0.01;

const { auth, events, http, websocket, question, operations, limits, load } = defaultContract;
const { resume: _resume, stop: _stop, demo: _demo, ...spoken } = websocket;
const { figures } = question.variants;
const { cors, headerEcho: _echo, sessionCookie: _cookie, delayMs: _delay, ...manners } = http;
const {
  components: _components,
  lifecycle: _lifecycle,
  breaker: _breaker,
  ...rest
} = defaultContract;
const { tools: _tools, servers: _servers, ...whole } = rest;

/**
 * The default contract, as far as the second backend promises it: every word is the same, and what it does
 * not do is not promised. Deadlines are as on the bench of the embedded backend.
 */
export const contract: Contract = {
  ...whole,
  id: "second",
  auth: { ...auth, bypassKeyVariables: [], testHeaders: {} },
  http: {
    ...manners,
    ...(cors === undefined ? {} : { cors }),
    openPaths: ["/health/live"],
    rateLimit: "unlimited",
  },
  websocket: spoken,
  question: { ...question, variants: figures === undefined ? {} : { figures } },
  events,
  operations: Object.fromEntries(
    Object.entries(operations).filter(([name]) => kept.includes(name as OperationName)),
  ),
  limits: {
    ...limits,
    local: {
      ...limits.local,
      ...{ connectMs: 2_000, handshakeMs: 2_000, welcomeMs: 2_000, httpMs: 2_000, replyMs: 2_000 },
      ...{ firstEventMs: 2_000, gapMs: 2_000, completionMs: 4_000, meanConnectMs: 800 },
    },
  },
  load: {
    ...load,
    ...{ users: 6, requestsPerUser: 3, requests: 6, samples: 10, sockets: 4, sessions: 5 },
    ...{ runs: 3, connects: 6, messages: 15 },
  },
};
