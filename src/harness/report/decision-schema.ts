import { z } from "zod";
import { gapStates } from "../gate/gaps/gap-facts.ts";
import { causeId } from "./diagnosis-schema.ts";

const count = z.number().int().min(0);
const share = z.number().min(0).max(1);
const ms = z.number().min(0);

const times = z.strictObject({ n: count, mean: ms, p50: ms, p95: ms, p99: ms, max: ms });

const failure = z.strictObject({
  n: z.number().int().min(1),
  atMs: ms,
  outcome: z.string(),
  revision: z.string().exactOptional(),
  trace: z.string().exactOptional(),
  error: z.string().exactOptional(),
  transcript: z.array(z.string()).exactOptional(),
});

const sample = z.strictObject({
  outcomes: z.array(z.strictObject({ outcome: z.string(), ok: z.boolean(), count })),
  revisions: z.array(
    z.strictObject({ revision: z.string().nullable(), n: count, successes: count }),
  ),
  connectMs: times.exactOptional(),
  durationMs: times.exactOptional(),
  failures: z.array(failure),
});

/** How often a journey worked, and what that is worth. */
export const journeySchema = z.strictObject({
  id: z.string().min(1),
  of: z.enum(["checks", "trials"]),
  n: count,
  successes: count,
  rate: share.nullable(),
  target: share.nullable(),
  decision: z.enum(["pass", "fail", "inconclusive", "not-tested"]),
  low: share,
  high: share,
  because: z.string(),
  sample: sample.exactOptional(),
});

/** How a declared gap stands. */
export const gapSchema = z.strictObject({
  id: z.string().min(1),
  state: z.enum(gapStates),
  declaredCause: causeId,
  observedCause: causeId.exactOptional(),
  revision: z.string().exactOptional(),
  since: z.string(),
  passes: count,
  because: z.string(),
  owner: z.string(),
  until: z.string().optional(),
  plan: z.string().optional(),
  nature: z.enum(["deployment-gap", "defect", "unknown"]).exactOptional(),
  checks: z.array(z.string()),
});

/** What came of waiting for a revision. */
export const rolloutSchema = z.strictObject({
  state: z.enum(["complete", "incomplete", "nobody"]),
  because: z.string(),
});

/** Who was asked for the branch's own build. */
export const branchSchema = z.strictObject({
  from: z.string(),
  revision: z.string().exactOptional(),
});
