import { z } from "zod";
import type { Correlation } from "../drift/census/correlate.ts";
import type { CensusVerdict } from "../drift/census/judge-census.ts";
import type { DriftReport } from "../drift/drift-report.ts";

const count = z.number().int().min(0);
const share = z.number().min(0).max(1);

const origin = z.strictObject({ file: z.string(), line: count.exactOptional() });

const tally = z.strictObject({
  via: z.enum(["http", "ws"]),
  asked: count,
  failed: count,
  shares: z.array(
    z.strictObject({
      build: z.string(),
      ...{ count, of: count, share, low: share, high: share },
    }),
  ),
  unseenShare: share,
});

/** Whether failures go with a revision. */
export const correlationSchema: z.ZodType<Correlation> = z.strictObject({
  goesWith: z.string().exactOptional(),
  p: share,
  because: z.string(),
});

/** Which builds answer, in `report.json` and in what `gapproof drift --json` prints. */
export const censusSchema: z.ZodType<CensusVerdict> = z.looseObject({
  state: z.enum([
    "as-expected",
    "one-build",
    "one-way",
    "pinned",
    "split",
    "websocket-stale",
    "tag-race",
    "unnamed",
    "nobody",
  ]),
  because: z.string(),
  http: tally,
  ws: tally,
  expected: z.string().exactOptional(),
  correlation: correlationSchema.exactOptional(),
});

const target = z.strictObject({
  http: z.string(),
  source: z.enum(["explicit", "docker", "staging", "default", "embedded"]),
  fallback: z.boolean(),
  lost: z.string().exactOptional(),
  reference: z.literal(true).exactOptional(),
});

const drift = z.looseObject({
  key: z.string(),
  state: z.enum(["missing", "different", "extra", "unpublished"]),
  expected: z.string().exactOptional(),
  deployed: z.string().exactOptional(),
  severity: z.enum(["critical", "major", "minor"]),
  from: origin.exactOptional(),
  deployedFrom: origin.exactOptional(),
  note: z.string().exactOptional(),
  known: z
    .strictObject({ reason: z.string(), until: z.string(), isExpired: z.boolean() })
    .exactOptional(),
});

/** Settings of the branch against those that run. */
export const driftSchema: z.ZodType<DriftReport> = z.looseObject({
  drift: z.array(drift),
  equal: z.array(z.string()),
  expectedFrom: z.array(z.string()),
  deployedFrom: z.array(z.string()),
  target: target.exactOptional(),
  census: censusSchema.exactOptional(),
});
