import { z } from "zod";
import type { ExitCode } from "../../ground/exit-code.ts";
import { phases, skipKinds } from "../gate/check.ts";
import { checkStates } from "../gate/check-result.ts";
import { modes, runEnds, verdicts } from "../gate/verdict.ts";
import {
  branchSchema,
  expectationSchema,
  gapSchema,
  impactSchema,
  journeySchema,
  loopSchema,
  quarantineSchema,
  rolloutSchema,
  tierSchema,
} from "./decision-schema.ts";
import { causeId, diagnosisSchema } from "./diagnosis-schema.ts";
import { censusSchema, correlationSchema, driftSchema } from "./drift-schema.ts";
import type { Report } from "./report.ts";

export type { Report } from "./report.ts";

const exitCode: z.ZodType<ExitCode> = z.literal([0, 1, 2, 3, 4, 130]);
const durationMs = z.number().min(0);
const count = z.number().int().min(0);

const source = z.enum(["explicit", "docker", "staging", "default", "embedded"]);

const trailEntry = z.strictObject({
  source,
  via: z.enum(["option", "variable", "container", "compose-file", "flag", "absence"]),
  variable: z.string().exactOptional(),
  container: z.string().exactOptional(),
  url: z.string().exactOptional(),
  state: z.enum(["chosen", "unset", "invalid", "unreachable", "wrong-identity", "passed-over"]),
  reason: z.string(),
  elapsedMs: durationMs.exactOptional(),
  declared: z.boolean(),
});

const identity = z.strictObject({
  service: z.string(),
  status: z.string(),
  version: z.string().exactOptional(),
  revision: z.string().exactOptional(),
  reference: z.boolean(),
});

const figure = z.strictObject({ name: z.string(), value: z.number(), unit: z.string() });

const attempt = z.strictObject({
  n: z.number().int().min(1),
  state: z.enum(["passed", "failed"]),
  durationMs,
  trace: z.string().exactOptional(),
  recovered: z.array(z.string()).exactOptional(),
  revisions: z.array(z.string()).exactOptional(),
  figures: z.array(figure).exactOptional(),
  codes: z.array(z.string()).exactOptional(),
  errors: z.array(z.string()),
  transcript: z.array(z.string()),
});

const check = z
  .strictObject({
    id: z.string().min(1),
    rows: z.array(z.string()),
    title: z.string(),
    phase: z.enum(phases),
    journey: z.string().min(1),
    tags: z.array(z.string()),
    suspects: z.array(causeId),
    state: z.enum(checkStates),
    explainedBy: causeId.exactOptional(),
    skip: z
      .strictObject({
        kind: z.enum(skipKinds),
        reason: z.string().min(1),
      })
      .exactOptional(),
    durationMs,
    attempts: z.array(attempt),
  })
  .refine(({ state, skip }) => (state === "skipped") === (skip !== undefined), {
    error: "a check has a skip reason when, and only when, it was skipped",
  });

const run = z.strictObject({
  id: z.string().min(1),
  seed: count,
  startedAt: z.iso.datetime(),
  durationMs,
  environment: z.string().min(1),
  scale: z.number().positive(),
  maxWaitMs: durationMs.exactOptional(),
  exitCode,
  end: z.enum(runEnds),
  filter: z
    .strictObject({
      phases: z.array(z.string()).exactOptional(),
      pattern: z.string().exactOptional(),
      tags: z.string().exactOptional(),
      maxWaitMs: durationMs.exactOptional(),
    })
    .exactOptional(),
  given: z.array(z.string()).exactOptional(),
  versions: z.record(z.string(), z.string()),
});

/** `report.json`, version 1. Strict: an unknown field is a mistake, not an extension. */
export const reportSchema: z.ZodType<Report> = z.strictObject({
  schemaVersion: z.literal(1),
  run,
  mode: z.enum(modes),
  verdict: z.enum(verdicts),
  reasons: z.array(z.string()).min(1),
  warnings: z.array(z.string()),
  blocked: z.strictObject({ reason: z.string(), advice: z.array(z.string()) }).exactOptional(),
  contract: z.strictObject({ id: z.string(), hash: z.string() }),
  target: z.strictObject({
    http: z.string().nullable(),
    ws: z.string().nullable(),
    source: source.nullable(),
    trail: z.array(trailEntry),
    identity: identity.nullable(),
    containerLogs: z.array(z.string()).exactOptional(),
  }),
  journeys: z.array(journeySchema),
  checks: z.array(check),
  diagnoses: z.array(diagnosisSchema).exactOptional(),
  drift: driftSchema.exactOptional(),
  census: censusSchema.exactOptional(),
  correlation: correlationSchema.exactOptional(),
  gaps: z.array(gapSchema).exactOptional(),
  loop: loopSchema.exactOptional(),
  tiers: z.array(tierSchema).exactOptional(),
  expectations: z.array(expectationSchema).exactOptional(),
  quarantine: quarantineSchema.exactOptional(),
  impact: impactSchema.exactOptional(),
  repeats: z.array(check).exactOptional(),
  branch: branchSchema.exactOptional(),
  rollout: rolloutSchema.exactOptional(),
  unhandledErrors: z.array(z.string()),
});
