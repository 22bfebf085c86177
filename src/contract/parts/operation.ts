import { z } from "zod";
import { paths, template } from "./values.ts";

/**
 * One HTTP call the deployment promises, by the name the checks call it.
 *
 * An operation that is absent is a capability the deployment does not promise: checks that need it
 * are skipped with that reason.
 */
export const operation = z.strictObject({
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
  // What the deployment says of itself.
  "health",
  "readiness",
  "components",
  "settings",
  "discovery",
  "apiDescription",
  "metrics",
  "frontendHealth",
  "websocketHealth",
  "websocketConfig",
  "websocketStats",
  // Who somebody is.
  "register",
  "login",
  "testLogin",
  "validate",
  "refresh",
  "logout",
  "me",
  "updateProfile",
  "authHealth",
  "authConfig",
  // Agents, tools, runs.
  "agentConfig",
  "agentServers",
  "listTools",
  "callTool",
  "execute",
  "executeAgent",
  "executeFailing",
  "executeRetried",
  "executeDelayed",
  "executeWithoutData",
  "breakerState",
  "startAgent",
  "stopAgent",
  "cancelAgent",
  "agentStates",
  "startRun",
  "startSlowRun",
  "stopRun",
  "runStatus",
  "runEvents",
  "runEventsOfType",
  "stream",
  "streamSlow",
  "streamFailing",
  "eventInfo",
  "eventStream",
  // Conversations.
  "createThread",
  "readThread",
  "updateThread",
  "listThreads",
  "deleteThread",
  "threadMessages",
  "threadPage",
  "postMessage",
  "createMessage",
  "readMessage",
] as const;
