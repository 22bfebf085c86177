import { z } from "zod";
import { statuses, template } from "./values.ts";

/** Who is let in, with what. */
export const auth = z.strictObject({
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
  /** The header a token travels in over HTTP. Without it: the WebSocket's header carrier, or RFC 6750's. */
  header: z.strictObject({ name: z.string(), value: z.string() }).optional(),
  /** What a refused HTTP call answers. */
  refusedStatuses: z.array(z.number().int()).min(1),
  /** Variables that hold the key of the login that is kept for tests, strongest first. */
  bypassKeyVariables: z.array(z.string()).default([]),
  /** What a token must say for its user to be allowed to write. */
  permissions: z
    .strictObject({
      /** Claim that lists what its user may do. */
      claim: z.string(),
      /** Its value for somebody who may only read. */
      readOnly: template,
      /** Statuses of a call that is not allowed. */
      refusedStatuses: statuses,
    })
    .optional(),
  /** What a refusal never speaks of, because it is no crash: regular expressions, in any case. */
  unspoken: z.array(z.string()).default([]),
  /** Headers that claim to be somebody; they must change nothing. Placeholder: userId. */
  spoofedHeaders: z.record(z.string(), z.string()).default({}),
  /**
   * Headers that weaken authentication. They go along with good tokens only when an option asks for it;
   * with forged ones always, to see that they open nothing.
   */
  testHeaders: z.record(z.string(), z.string()).default({}),
});
