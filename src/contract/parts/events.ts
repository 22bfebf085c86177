import { z } from "zod";
import { paths } from "./values.ts";

/** What a run says: its events, their order, and where each field may stand. */
export const events = z.strictObject({
  /** Types a run that needs a tool must contain, in the order of their first appearance. */
  required: z.array(z.string()).min(1),
  started: z.string(),
  completed: z.string(),
  /** Types that end a run badly. */
  failed: z.array(z.string()).default([]),
  /** Agent whose bookends are the run's own; without it the outermost pair is. */
  bookendAgent: z.string().optional(),
  /** Types that come in pairs, matched by `pairedBy`. */
  pairs: z.array(z.strictObject({ open: z.string(), close: z.string() })).default([]),
  /** Types that show what an agent thinks, under `fields.thought`. */
  thinking: z.array(z.string()).default([]),
  /** Types that carry a part of the answer, under `fields.partial`. */
  partial: z.array(z.string()).default([]),
  report: z.array(z.string()).default([]),
  /** Parts a report never lacks: dotted paths inside it. */
  reportParts: z.array(z.string()).default([]),
  /** How full a report is: where it says so, and what each tier never lacks. */
  reportTiers: z
    .strictObject({
      read: paths,
      /** Tier of a question that was answered in full. */
      full: z.string(),
      /** Tier to its parts: dotted paths inside the report that hold something. */
      parts: z.record(z.string(), z.array(z.string())),
      /** Where a report recommends what to do: paths to a list that is not empty. */
      actions: paths,
    })
    .optional(),
  /** What the run's last bookend says of a run that went well, under `fields.status`. */
  succeeded: z.array(z.string()).default([]),
  fields: z.strictObject({
    type: paths,
    runId: paths,
    threadId: paths,
    userId: paths,
    agent: paths,
    timestamp: paths,
    tool: paths,
    toolResult: paths,
    thought: paths,
    answer: paths,
    partial: paths,
    /** Body of a message of a `report` type. */
    report: paths.default(["report"]),
    status: paths.default(["status"]),
    error: paths,
    /** Number of a partial, counted up by one from its first. */
    partialIndex: paths.optional(),
    /** `true` on the last partial. */
    partialLast: paths.optional(),
    /** An event's own id, the same wherever and whenever it is told. */
    eventId: paths.optional(),
  }),
  /** Who hears a run: the session that asked, or every session of its user. */
  audience: z.enum(["session", "user"]).default("session"),
  /** Order in which agents of the pipeline complete, where the contract promises one. */
  pipeline: z.array(z.string()).default([]),
  /** Agent to the agents that must have completed before it starts, where they take part in a run. */
  startsAfter: z.record(z.string(), z.array(z.string()).min(1)).default({}),
});
