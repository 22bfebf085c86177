import * as z from "zod";
import { type CauseId, isCause } from "../../ground/cause.ts";
import type { Diagnosis } from "../diagnosis/diagnosis.ts";
import { type ProbeName, probeNames } from "../diagnosis/sightings.ts";

export const causeId: z.ZodType<CauseId> = z.custom<CauseId>(
  (id) => isCause(id),
  "must be a cause",
);

const evidence = z.strictObject({
  probe: z.enum(probeNames as [ProbeName, ...ProbeName[]]),
  text: z.string(),
  sent: z.string().exactOptional(),
  received: z.string().exactOptional(),
});

const cause = z.strictObject({
  id: causeId,
  taxonomy: z.string(),
  class: z.string(),
  layer: z.string(),
  confidence: z.number().min(0).max(1),
  summary: z.string(),
  evidence: z.array(evidence),
  orElse: z.array(causeId),
  remedy: z.string(),
});

const probe = z.strictObject({
  id: z.string(),
  name: z.string(),
  durationMs: z.number().min(0),
  saw: z.string(),
});

/** A diagnosis in `report.json`, and what `gapproof diagnose --json` prints. */
export const diagnosisSchema: z.ZodType<Diagnosis> = z.strictObject({
  reached: z.boolean(),
  healthy: z.boolean(),
  causes: z.array(cause),
  abstained: z.boolean(),
  alternatives: z.array(z.strictObject({ causes: z.array(causeId), experiment: z.string() })),
  symptoms: z.array(z.string()),
  probes: z.array(probe),
  lockedOut: z.array(z.strictObject({ client: z.string(), because: z.string() })),
  target: z.strictObject({ http: z.string(), ws: z.string(), direct: z.string().exactOptional() }),
  cutShort: z.string().exactOptional(),
});
