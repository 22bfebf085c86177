import { z } from "zod";
import { type CauseId, isCause } from "../../ground/cause.ts";

const share = z.number().min(0).max(1);
const name = z.string().min(1);

const cause = z.custom<CauseId>(
  (id) => isCause(id),
  "must be the id of a cause, see docs/causes.md",
);

/** A rate that is too low until a deployment: `before` it, and the `target` after it. */
const rate = z
  .strictObject({ before: share, target: share })
  .refine(({ before, target }) => before < target, {
    error: "must have a target above the rate before",
    path: ["target"],
  });

const gap = z
  .strictObject({
    /** Short stable name, by which the ledger follows it. */
    id: z.string().regex(/^[a-z][a-z0-9-]*$/, "must be lower-case kebab-case"),
    /** Checks that fail because of it, every one of them. Instead of `journey`. */
    checks: z.array(name).min(1).optional(),
    /** Journey of which at least one check fails because of it. Instead of `checks`. */
    journey: name.optional(),
    /** Why they fail. Another reason, or none that is known, proves nothing. */
    cause,
    /** How sure a diagnosis must be of the cause. */
    minConfidence: share.default(0.5),
    /** Day it was declared: `2026-11-22`. */
    since: z.iso.date(),
    /** The last day it may stay open. */
    until: z.iso.date().optional(),
    /** Who closes it: a person or a team. */
    owner: name,
    /** Plan or issue that closes it. */
    plan: name.optional(),
    /** How often its checks must pass in a row until it is closed. */
    times: z.number().int().positive().default(1),
    /** Of a journey that does not fail always but too often. */
    rate: rate.optional(),
  })
  .refine(({ checks, journey }) => (checks === undefined) !== (journey === undefined), {
    error: "must name either checks or a journey",
    path: ["checks"],
  })
  .refine(({ since, until }) => until === undefined || until >= since, {
    error: "must not be before since",
    path: ["until"],
  })
  .refine(({ rate: asked, journey }) => asked === undefined || journey !== undefined, {
    error: "needs a journey",
    path: ["rate"],
  });

/** What is known to fail until a deployment, why, until when, and who closes it. */
export const gaps = z.array(gap).superRefine((all, context) => {
  const seen = new Set<string>();
  for (const [index, { id }] of all.entries()) {
    if (seen.has(id))
      context.addIssue({ code: "custom", message: `must be unique: ${id}`, path: [index, "id"] });
    seen.add(id);
  }
  for (const journey of ratedTwice(all))
    context.addIssue({ code: "custom", message: `must be the only rate of ${journey}` });
});

/** Journeys with two gaps that have a rate: one walk of a journey is held against one target. */
export function ratedTwice(
  all: readonly { readonly journey?: string | undefined; readonly rate?: unknown }[],
): readonly string[] {
  const rated = all.flatMap(({ journey, rate }) => (rate === undefined ? [] : (journey ?? [])));
  return [...new Set(rated.filter((journey, at) => rated.indexOf(journey) !== at))];
}

/** A declared gap, with every default filled in. */
export type Gap = z.output<typeof gap>;
/** A gap as a person writes it. */
export type GapInput = z.input<typeof gap>;
