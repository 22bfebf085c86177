import { z } from "zod";
import { exchange, messageMatch, paths, template } from "./values.ts";

/** How a token travels in the handshake or right after it. */
export const carrier = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("subprotocol"), offer: z.array(z.string()).min(1) }),
  z.strictObject({ kind: z.literal("header"), name: z.string(), value: z.string() }),
  z.strictObject({ kind: z.literal("query"), name: z.string(), value: z.string() }),
  z.strictObject({ kind: z.literal("first-message"), message: template }),
]);

/** The door: routes, token carriers, greetings, answers that keep a session alive, refusals. */
export const websocket = z.strictObject({
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
      /** Where it says which revision greets: what tells a WebSocket that is stale alone. */
      revision: paths.optional(),
    })
    .optional(),
  ping: exchange.optional(),
  heartbeat: exchange.optional(),
  unknownType: exchange.optional(),
  /** A message that lacks what its type requires, and the answer to it. */
  missingField: exchange.optional(),
  /** Answer to a question its user may not ask; the session must survive. */
  forbidden: messageMatch.optional(),
  /** A frame that is not valid, and the answer to it; the session must survive. */
  malformed: z.strictObject({ send: z.string(), expect: messageMatch }).optional(),
  /**
   * What a client asks to be told the rest of a run it lost the connection to, or its answer when it is
   * over. Placeholder: threadId.
   */
  resume: exchange.optional(),
  /** What stops a run. Placeholder: runId. */
  stop: exchange.optional(),
  /** A frame one byte over this many is too much; what then happens: a close code, or an answer. */
  tooLarge: z
    .strictObject({
      bytes: z.number().int().positive(),
      closeCodes: z.array(z.number().int()).default([1009]),
      answer: messageMatch.optional(),
    })
    .optional(),
  /** How a session ends whose token expires: one of these close codes. */
  expiry: z.strictObject({ closeCodes: z.array(z.number().int()).min(1) }).optional(),
  /** A path for visitors without an account, and what may be asked there. */
  demo: z
    .strictObject({
      /** Whether the deployment declares demo mode; if not, the route must be shut. */
      enabled: z.boolean(),
      route: z.string().startsWith("/"),
      /** Placeholder: prompt. */
      ask: exchange,
    })
    .optional(),
  /** Frames that may come at any time and mean nothing for a run. */
  noise: z.array(messageMatch).default([]),
});
