import { z } from "zod";
import { paths, positive, statuses } from "./values.ts";

/** Manners of the HTTP API as a whole. */
export const http = z.strictObject({
  /** Fields of which an error's JSON body has at least one. Without them, error bodies are not promised. */
  errorFields: z.array(z.string()).default([]),
  /** What a body that is malformed or lacks something is answered with. */
  invalidStatuses: statuses.default([400, 422]),
  unknownPathStatuses: statuses.default([404]),
  wrongMethodStatuses: statuses.default([405]),
  /** What another user's, or nobody's, thing is answered with. */
  foreignStatuses: statuses.default([401, 403, 404]),
  /** What a path that climbs out of its folder is answered with. */
  traversalStatuses: statuses.default([400, 403, 404]),
  /** Paths beside the operations that answer 2xx to anybody. */
  openPaths: z.array(z.string().startsWith("/")).default([]),
  /** Browser origins: one that is let in, and one that is not. */
  cors: z.strictObject({ allowed: z.url(), foreign: z.url() }).optional(),
  /** Headers every answer carries: name to a regular expression its value matches. */
  securityHeaders: z.record(z.string(), z.string()).default({}),
  /** How much longer `executeDelayed` takes than `execute`, in milliseconds. */
  delayMs: positive.optional(),
  /**
   * A path, open to anybody, that answers with the names of the headers a request arrived with, never their
   * values, and answers a request for an upgrade the same way. It tells what is lost in front of a deployment.
   */
  headerEcho: z
    .strictObject({
      path: z.string().startsWith("/"),
      /** Where in its answer the list of names stands. */
      read: paths,
      /** Names of headers its answer to an upgrade has: what is lost on the way back. */
      carries: z.array(z.string()).default([]),
    })
    .optional(),
  /** Name of the cookie that logs in, where there is one. */
  sessionCookie: z.string().optional(),
  /** Requests one user may make in a burst before being told to wait; or that there is no limit. */
  rateLimit: z
    .union([
      z.literal("unlimited"),
      z.strictObject({
        requests: z.number().int().positive(),
        statuses: statuses.default([429]),
        /** Header that says how many seconds to wait. */
        retryHeader: z.string().default("retry-after"),
      }),
    ])
    .optional(),
});
