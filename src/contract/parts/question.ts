import { z } from "zod";
import { positive, template } from "./values.ts";

const prompt = z.string().min(1);

/**
 * A question that brings about something particular. `send` replaces the question's own message where
 * the prompt alone does not do it.
 */
const variant = z.strictObject({ prompt, send: template.optional() });

/** A question whose run takes another way through the pipeline. */
const detour = variant.extend({
  /** Agents that complete, in order. */
  pipeline: z.array(z.string()).default([]),
});

export const question = z.strictObject({
  /** What starts a run. Placeholders: prompt, threadId, messageId, now (ISO 8601). */
  send: template,
  /** Prompt of the golden path; needs a tool. `{canary}` comes back in the answer. */
  prompt,
  variants: z
    .strictObject({
      /** Makes an agent fail: the run must say so and end. */
      failing: variant.optional(),
      /** A run of about a second, so that it can be interrupted in its middle. */
      slow: variant
        .extend({
          /** How long it lasts at least, in milliseconds. */
          lastsMs: positive.optional(),
        })
        .optional(),
      /** Names an amount, `{figure}`, that the answer must work with. */
      figures: variant
        .extend({
          /** Agents whose own work names the amount. */
          usedBy: z.array(z.string()).default([]),
        })
        .optional(),
      /** Lacks the data an analysis needs. */
      withoutData: detour.optional(),
      /** Has some of it. */
      partialData: detour.optional(),
    })
    .prefault({}),
});
