import { z } from "zod";
import { checkStates } from "../gate/check-result.ts";
import { gapStates } from "../gate/gaps/gap-facts.ts";
import { causeId } from "./diagnosis-schema.ts";

const count = z.number().int().min(0);
const share = z.number().min(0).max(1);
const ms = z.number().min(0);

const times = z.strictObject({ n: count, mean: ms, p50: ms, p95: ms, p99: ms, max: ms });

const latency = z.strictObject({
  n: count,
  p50: ms,
  p50Low: ms,
  p50High: ms,
  p95: ms,
  atOnce: z.number().int().min(1).exactOptional(),
});

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
  connect: latency.exactOptional(),
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

/** What came of a loop over all journeys. */
export const loopSchema = z.strictObject({
  n: count,
  successes: count,
  share: share.nullable(),
  low: share,
  high: share,
  above: share,
  least: count,
  decision: z.enum(["pass", "fail", "inconclusive"]),
  because: z.string(),
});

export const tierSchema = z.strictObject({
  tier: z.string(),
  n: count,
  successes: count,
  share,
  target: share,
  met: z.boolean(),
});

export const expectationSchema = z.strictObject({
  id: z.string(),
  expected: z.string(),
  passed: count,
  ran: count,
  state: z.enum(["met", "deviates", "not-measured"]),
  because: z.string(),
});

const quarantined = {
  check: z.string(),
  owner: z.string(),
  until: z.string(),
  reason: z.string(),
};

export const quarantineSchema = z.strictObject({
  aside: z.array(z.strictObject({ ...quarantined, state: z.enum(checkStates) })),
  expired: z.array(z.strictObject(quarantined)),
  idle: z.array(z.strictObject(quarantined)),
});

const table = z.array(
  z.strictObject({
    journey: z.string(),
    weight: share.nullable(),
    byTier: z.array(z.strictObject({ tier: z.string(), n: count, successes: count })),
    all: z.strictObject({ n: count, successes: count }),
    failureRate: share.nullable(),
    valueAtRisk: z.number().nullable(),
  }),
);

const money = z.number().min(0);

/** What failures put at risk, or what is missing to say so. */
export const impactSchema = z.discriminatedUnion("state", [
  z.strictObject({
    state: z.literal("known"),
    valueAtRisk: money,
    low: money,
    high: money,
    currency: z.string(),
    valuePerYear: money,
    exposure: share,
    certainty: share,
    byJourney: z.array(
      z.strictObject({
        journey: z.string(),
        weight: share,
        failureRate: share,
        low: share,
        high: share,
        valueAtRisk: money,
        n: count,
        successes: count,
      }),
    ),
    assumptions: z.array(z.string()),
    table,
  }),
  z.strictObject({
    state: z.literal("refused"),
    missing: z.array(z.string()),
    because: z.string(),
    table,
  }),
]);
