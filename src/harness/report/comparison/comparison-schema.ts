import { z } from "zod";
import type { ExitCode } from "../../../ground/exit-code.ts";
import { checkStates } from "../../gate/check-result.ts";
import { gapStates } from "../../gate/gaps/gap-facts.ts";
import { modes, verdicts } from "../../gate/verdict.ts";
import { causeId } from "../diagnosis-schema.ts";
import { comparabilityRuleIds } from "./comparability.ts";
import type { Comparison } from "./comparison.ts";
import { gapTransitions } from "./gap-change.ts";
import { rateChanges } from "./journey-change.ts";

const exitCode: z.ZodType<ExitCode> = z.literal([0, 1, 2, 3, 4, 130]);
const count = z.number().int().min(0);
const share = z.number().min(0).max(1);

const side = z.strictObject({
  run: z.string().min(1),
  startedAt: z.iso.datetime(),
  mode: z.enum(modes),
  verdict: z.enum(verdicts),
  exitCode,
  environment: z.string().min(1),
  http: z.string().nullable(),
  revision: z.string().nullable(),
  reference: z.boolean(),
  contract: z.strictObject({ id: z.string(), hash: z.string() }),
  version: z.string().nullable(),
  filtered: z.boolean(),
});

const comparable = z.strictObject({
  ok: z.boolean(),
  notes: z.array(
    z.strictObject({
      id: z.enum(comparabilityRuleIds),
      forbids: z.boolean(),
      because: z.string().min(1),
    }),
  ),
});

const gap = z.strictObject({
  id: z.string().min(1),
  transition: z.enum(gapTransitions),
  before: z.enum(gapStates).nullable(),
  after: z.enum(gapStates).nullable(),
  declaredCause: causeId,
  owner: z.string(),
  nature: z.enum(["deployment-gap", "defect", "unknown"]).exactOptional(),
  because: z.string(),
});

const changed = z.array(
  z.strictObject({
    id: z.string().min(1),
    before: z.enum(checkStates).nullable(),
    after: z.enum(checkStates).nullable(),
    explainedBy: causeId.exactOptional(),
  }),
);

const checks = z.strictObject({
  compared: count,
  broken: changed,
  stillFailing: changed,
  nowFlaky: changed,
  lost: changed,
  removed: changed,
  added: changed,
  fixed: changed,
});

const journeySide = z.strictObject({
  of: z.enum(["checks", "trials"]),
  n: count,
  successes: count,
  rate: share.nullable(),
  low: share,
  high: share,
  decision: z.enum(["pass", "fail", "inconclusive", "not-tested"]),
});

const journey = z.strictObject({
  id: z.string().min(1),
  change: z.enum(rateChanges),
  p: share.exactOptional(),
  before: journeySide.nullable(),
  after: journeySide.nullable(),
});

const tally = z.strictObject({ passed: count, ran: count });

/** What `gapproof compare --json` prints, version 1. Strict: an unknown field is a mistake, not an extension. */
export const comparisonSchema: z.ZodType<Comparison> = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal("comparison"),
  verdict: z.enum(verdicts),
  exitCode,
  reasons: z.array(z.string()).min(1),
  before: side,
  after: side,
  comparable,
  gaps: z.array(gap),
  checks,
  journeys: z.array(journey),
  p1: z.strictObject({ before: tally, after: tally, failing: z.array(z.string()) }),
});
