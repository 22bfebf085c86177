import { z } from "zod";
import { messageMatch, positive } from "./values.ts";

/** Long promises of the server, at full length. On the embedded backend they are scaled; elsewhere never. */
export const promises = z.strictObject({
  /** A session in use lasts at least this long, with a message this often. */
  session: z.strictObject({ lastsMs: positive, everyMs: positive }).optional(),
  /** Silence a session survives. */
  idleMs: positive.optional(),
  /** A session nobody speaks on hears from the server after as long a silence, and what it hears then. */
  heartbeat: z.strictObject({ everyMs: positive, expect: messageMatch }).optional(),
  /** Silence after which the server says goodbye, and how. */
  idleLimit: z
    .strictObject({ afterMs: positive, closeCodes: z.array(z.number().int()).min(1) })
    .optional(),
});
