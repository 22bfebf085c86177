import { z } from "zod";
import { operationNames } from "./operation.ts";
import { serviceNames } from "./service.ts";
import { paths } from "./values.ts";

/** What a setting measures, and how bad it is that a deployment has another one. */
const settingKey = z.strictObject({
  /** @default what its name says: a `…_timeout` is a duration */
  kind: z.enum(["duration", "bytes", "cpu", "number", "flag", "text"]).optional(),
  /** Unit of a duration that is written without one. @default "s" */
  unit: z.enum(["ms", "s", "m", "h"]).optional(),
  /** @default "critical" for required and expected keys, else "minor" */
  severity: z.enum(["critical", "major", "minor"]).optional(),
  /** What else it is called, in manifests and environments. Case and separators do not matter. */
  aliases: z.array(z.string()).default([]),
});

const plan = z.strictObject({
  /** @default nothing is published: the files of the branch alone are held against the plan */
  read: paths.default([]),
  /** Which revision is running; needed wherever anything is read. */
  revision: paths.default([]),
  /** Other operations whose answers hold settings, and what their keys begin with here. */
  elsewhere: z
    .array(
      z.strictObject({
        operation: z.enum(operationNames),
        read: paths,
        prefix: z.string().default(""),
      }),
    )
    .default([]),
  /** Keys that must be there and filled in. */
  required: z.array(z.string()),
  /** Keys and the values they must have. A team sets them to what its branch deploys. */
  expected: z.record(z.string(), z.string()).default({}),
  /** Lists of keys whose values must strictly ascend. Read where all of a list are set, or required. */
  ascending: z.array(z.array(z.string()).min(2)).default([]),
  /** How the values of keys are read and compared; of all others, their names say it. */
  keys: z.record(z.string(), settingKey).default({}),
  /** Keys and values that only a manifest says: what of the platform nobody publishes. */
  manifest: z.record(z.string(), z.string()).default({}),
  /** What else must hold in one environment: its name, then keys and their values where a manifest names them. */
  byEnvironment: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  /** Pairs of keys: the first may be as long as the second, and not longer. Read where both are set. */
  atMost: z.array(z.tuple([z.string(), z.string()])).default([]),
  /** Keys with one value in all these services of an environment. */
  shared: z
    .array(z.strictObject({ key: z.string(), services: z.array(z.enum(serviceNames)).min(2) }))
    .default([]),
  /** Texts that files of the branch must hold before it is deployed, as regular expressions. */
  markers: z
    .array(z.strictObject({ file: z.string(), pattern: z.string(), because: z.string() }))
    .default([]),
  /** Key with the commit a service is built from. An image's tag or digest counts as one, too. */
  commit: z.string().optional(),
  /** What can be measured on the wire, and the key that says what it should be. */
  observed: z
    .strictObject({
      heartbeatInterval: z.string().optional(),
      idleTimeout: z.string().optional(),
      handshakeTimeout: z.string().optional(),
      maxMessageSize: z.string().optional(),
    })
    .default({}),
});

/** Settings the running service publishes, and what must be in them and in the files of a branch. */
export const settings = plan.refine(
  ({ read, revision }) => read.length === 0 || revision.length > 0,
  {
    path: ["revision"],
    error: "must say where the revision stands, as read says where settings do",
  },
);
