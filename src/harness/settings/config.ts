import { z } from "zod";
import { contractSchema } from "../../contract/contract.ts";
import { gaps } from "../../contract/parts/gaps.ts";
import { parseDuration } from "../../ground/duration.ts";
import { driftConfig } from "./drift-config.ts";
import { expectationsConfig } from "./expectations-config.ts";
import { impactConfig } from "./impact-config.ts";
import { quarantineConfig } from "./quarantine-config.ts";
import { smallestScale } from "./settings.ts";

export const configSchema = z.strictObject({
  /** What a healthy deployment promises. @default the default contract */
  contract: contractSchema.optional(),
  /** Backend to test, when neither `--target` nor a variable names one: an http(s) URL. */
  url: z.url({ protocol: /^https?$/ }).optional(),
  /** WebSocket URL, when it cannot be derived from the backend's. */
  wsUrl: z.url({ protocol: /^wss?$/ }).optional(),
  /** Environment gapproof runs against; decides which `<ENV>_…` variables are read. */
  environment: z.string().min(1).optional(),
  /** Never fall back to another target, as under CI. @default false */
  strict: z.boolean().optional(),
  /** Under CI or `strict`, test another target when the declared one is down; never a pass. @default false */
  allowFallback: z.boolean().optional(),
  /** Permit a target that looks like production. @default false */
  allowProduction: z.boolean().optional(),
  /** Send the contract's headers that weaken authentication. @default false */
  testHeaders: z.boolean().optional(),
  /**
   * Factor on the embedded backend's long promises, from 0.001 to 1. Those of any other are waited for in
   * full. @default 0.01
   */
  scale: z.number().min(smallestScale).max(1).optional(),
  /** Skip checks that would wait longer than this for one of them: `120s`. @default none is skipped */
  maxWait: z.string().refine(isDuration, "must be a duration such as 90s, 10m or 1h").optional(),
  /** What the branch deploys, held against what runs: see `gapproof drift`. */
  drift: driftConfig.optional(),
  /** What is known to fail until a deployment, and why; stands before a gap of the contract with its id. @default none */
  gaps: gaps.optional(),
  /** What failures cost a year, and which part of it goes through this deployment. @default nobody asks */
  impact: impactConfig.optional(),
  /** How many checks of some kind are to pass, before and after a deployment. @default none */
  expectations: expectationsConfig.optional(),
  /** Checks whose failures are borne for a while: they are reported, and left out of the verdict. @default none */
  quarantine: quarantineConfig.optional(),
  /** File that follows the gaps, relative to the folder of this one. @default "gapproof-ledger.jsonl" */
  ledger: z.string().min(1).optional(),
  /** File that keeps what is left of each run, relative to the folder of this one. @default none is kept */
  history: z.string().min(1).optional(),
  /** Seed of everything random. @default a new one each run, printed in the report */
  seed: z.number().int().min(0).max(0xffff_ffff).optional(),
  /** File of variables under the real environment; `false` reads none. @default ".env" when it exists */
  envFile: z.union([z.string().min(1), z.literal(false)]).optional(),
});

function isDuration(text: string): boolean {
  try {
    return parseDuration(text, "maxWait") > 0;
  } catch {
    return false;
  }
}

/** A `gapproof.config.ts`, as a person writes it. */
export type Config = z.input<typeof configSchema>;

/** A config file after its rules were checked and its defaults filled in. */
export type ResolvedConfig = z.output<typeof configSchema>;

/** Types a config file; checks nothing until it is loaded. */
export function defineConfig(config: Config): Config {
  return config;
}
