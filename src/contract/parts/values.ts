import { z } from "zod";
import type { Template } from "../template.ts";

/** Where a value may stand in an answer or message: dotted paths, the first that holds something wins. */
export const paths = z.array(z.string().min(1)).min(1);
export const template = z.custom<Template>((value) => value !== undefined, "must be JSON data");
export const positive = z.number().positive();
export const statuses = z.array(z.number().int()).min(1);

/** Recognises a message: its type is one of `types`, and each path in `where` holds that value. */
export const messageMatch = z.strictObject({
  types: z.array(z.string()).min(1),
  where: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

/** Something sent, and what must come back. */
export const exchange = z.strictObject({ send: template, expect: messageMatch });
