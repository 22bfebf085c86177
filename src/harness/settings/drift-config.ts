import { z } from "zod";

const extraction = z.strictObject({
  /**
   * Regular expression with a group `value`, and a group `key` unless `key` says what it is called:
   * `"(?<key>WEBSOCKET_\w+)":\s*"(?<value>[^"]*)"`. It has two seconds for the whole script; `^` and `$` are where
   * lines begin and end.
   */
  pattern: z.string().min(1),
  key: z.string().min(1).optional(),
});

const source = z.strictObject({
  /** Relative to the folder gapproof runs in. */
  file: z.string().min(1),
  /** @default what its name says: `.env…` is a file of variables, `.yaml`, `.yml` and `.json` are manifests */
  kind: z.enum(["env", "manifest", "script"]).optional(),
  /** Name of the service in a manifest that holds several. @default the contract's names of it */
  service: z.string().min(1).optional(),
  /** How settings are found in a script. */
  patterns: z.array(extraction).min(1).optional(),
});

const deployedSource = source
  .extend({
    /** Of an address: name of the variable whose token opens it. @default Google's own, for Google's services */
    token: z.string().min(1).optional(),
  })
  .refine(({ file, token }) => token === undefined || /^https?:\/\//i.test(file), {
    error: "a token goes with an address only, and file is none",
  });

/** A file that holds settings, as a team declares it. */
export interface SourceSpec {
  readonly file: string;
  readonly kind?: "env" | "manifest" | "script" | undefined;
  readonly service?: string | undefined;
  readonly patterns?:
    | readonly { readonly pattern: string; readonly key?: string | undefined }[]
    | undefined;
}

/** What is known to run: a file, or an address that describes it. */
export interface DeployedSpec extends SourceSpec {
  readonly token?: string | undefined;
}

const sources = z
  .array(z.union([z.string().min(1), source]))
  .default([])
  .transform((all): readonly SourceSpec[] =>
    all.map((one) => (typeof one === "string" ? { file: one } : one)),
  );

const deployedSources = z
  .array(z.union([z.string().min(1), deployedSource]))
  .default([])
  .transform((all): readonly DeployedSpec[] =>
    all.map((one) => (typeof one === "string" ? { file: one } : one)),
  );

/** What a branch deploys, what is known to run, and what is borne although it differs. */
export const driftConfig = z.strictObject({
  /** What the branch deploys: later files stand before earlier ones, and the contract before all of them. */
  expected: sources,
  /** What the branch deploys beside the backend: files of the services that must agree with it. */
  siblings: z.strictObject({ auth: sources, frontend: sources }).prefault({}),
  /** Workflows whose jobs run the gate: a job must outlast the suite in it. */
  workflows: z.array(z.string().min(1)).default([]),
  /** What is known to run, where it is not asked: a saved `describe`, a manifest, an address that answers one. */
  deployed: deployedSources,
  /** Drift that is known and borne. */
  known: z
    .array(
      z.strictObject({
        key: z.string().min(1),
        reason: z.string().min(1),
        /** The last day it is borne: `2026-12-31`. */
        until: z.iso.date(),
      }),
    )
    .default([]),
});

export type DriftConfig = z.output<typeof driftConfig>;

export const noDrift: DriftConfig = {
  ...{ expected: [], deployed: [], known: [], workflows: [] },
  siblings: { auth: [], frontend: [] },
};
