import { z } from "zod";
import type { Quarantined } from "../gate/quarantine.ts";

const quarantined = z.strictObject({
  /** Id of the check. */
  check: z.string().min(1),
  /** Who gets it out again: a person or a team. */
  owner: z.string().min(1),
  /** The last day it is borne: `2026-12-31`. */
  until: z.iso.date(),
  reason: z.string().min(1),
}) satisfies z.ZodType<Quarantined>;

/** Checks that are known to be unreliable and are borne for a while; each at most once. */
export const quarantineConfig = z.array(quarantined).superRefine((all, context) => {
  const seen = new Set<string>();
  for (const [index, { check }] of all.entries()) {
    if (seen.has(check))
      context.addIssue({
        code: "custom",
        message: `must be unique, got "${check}" twice`,
        path: [index, "check"],
      });
    seen.add(check);
  }
});
