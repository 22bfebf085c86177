import { z } from "zod";
import { paths } from "./values.ts";

/** How a run looks as an HTTP event stream (WHATWG HTML, section 9.2). */
export const stream = z.strictObject({
  contentType: z.string().default("text/event-stream"),
  type: paths,
  runId: paths.optional(),
  /** Text of a record of a `partial` type. */
  content: paths,
  partial: z.array(z.string()).min(1),
  index: paths.optional(),
  /** Types that mean the stream is over. */
  end: z.array(z.string()).min(1),
  /** The record that carries the whole answer, and where. */
  answer: z.strictObject({ types: z.array(z.string()).min(1), read: paths }).optional(),
  failed: z.array(z.string()).default([]),
});
