import { z } from "zod";
import { type ImpactInputs, weightsFault } from "../gate/impact/inputs.ts";

/**
 * What failures cost: declared, never measured, so there is a default for the currency alone. A small shop might say
 * `{ valuePerYear: 500_000, weights: { "golden-path": 0.7, websocket: 0.3 }, exposure: 0.4 }`.
 */
export const impactConfig = z.strictObject({
  /** Value of a whole year, in whole units of the currency; above 0. */
  valuePerYear: z.number().gt(0),
  /** @default "USD" */
  currency: z.string().min(1).default("USD"),
  /** Share of the value that each journey carries, by its id; together 1. */
  weights: z.record(z.string().min(1), z.number()).superRefine((weights, context) => {
    const message = weightsFault(weights);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  }),
  /** Share of the value that goes through this deployment; above 0, at most 1. */
  exposure: z.number().gt(0).max(1),
}) satisfies z.ZodType<ImpactInputs>;
