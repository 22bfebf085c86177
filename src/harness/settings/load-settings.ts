import { randomInt } from "node:crypto";
import { defaultContract } from "../../contract/default.ts";
import { parseDuration } from "../../ground/duration.ts";
import { ConfigurationError } from "../../ground/errors.ts";
import type { ResolvedConfig } from "./config.ts";
import { loadConfigFile } from "./config-file.ts";
import { gapsOf } from "./gaps-of.ts";
import { keptFiles } from "./kept-files.ts";
import { machineAt } from "./machine.ts";
import { type Settings, smallestScale, type TargetChoice } from "./settings.ts";
import { loadVariables } from "./variables.ts";

/** What a command line says about the target; `undefined` where it says nothing. */
export interface SettingsFlags {
  /** A file, or `false` to load none. */
  readonly config?: string | false;
  readonly target?: string;
  readonly wsUrl?: string;
  readonly env?: string;
  /** `false` reads no file of variables. */
  readonly envFile?: string | false;
  readonly strict?: boolean;
  readonly allowFallback?: boolean;
  readonly allowProduction?: boolean;
  readonly testHeaders?: boolean;
  readonly scale?: string;
  /** A duration such as `120s`. */
  readonly maxWait?: string;
  readonly seed?: string;
  /** Revision that should answer. */
  readonly expectRevision?: string;
  /** A duration such as `30s`. */
  readonly waitReady?: string;
}

export interface SettingsInput {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: SettingsFlags;
}

/**
 * Parses everything a run is told, once: flag > variable > config file > default.
 *
 * @throws {@link ConfigurationError} naming the option, variable or file at fault
 */
export async function loadSettings(input: SettingsInput): Promise<Settings> {
  const { flags, cwd, env } = input;
  const loaded = await loadConfigFile(cwd, flags.config);
  const { config, file } = loaded;
  const contract = config.contract ?? defaultContract;
  const envFile = flags.envFile ?? config.envFile;
  const variables = loadVariables({
    env,
    cwd,
    ...(envFile === undefined ? {} : { files: envFile === false ? "none" : [envFile] }),
  });
  return {
    contract,
    variables,
    machine: machineAt(cwd, env),
    target: targetChoice(flags.target),
    wsUrl: flags.wsUrl ?? config.wsUrl,
    environment: flags.env ?? config.environment,
    ci: isCi(env),
    ...permissions(flags, config),
    scale: flags.scale === undefined ? config.scale : parseScale(flags.scale),
    seed:
      flags.seed === undefined ? (config.seed ?? randomInt(0x1_0000_0000)) : parseSeed(flags.seed),
    drift: config.drift,
    gaps: gapsOf(contract, config),
    ...keptFiles(loaded, cwd),
    ...judgementOf(config),
    ...revisionOf(flags),
    ...waitOf(flags),
    ...maxWaitOf(flags, config),
    ...(config.url === undefined || file === undefined
      ? {}
      : { configured: { url: config.url, file } }),
  };
}

/** What is made of the results, as the config file says. */
function judgementOf({
  impact,
  expectations,
  quarantine,
}: ResolvedConfig): Pick<Settings, "impact" | "expectations" | "quarantine"> {
  return {
    ...(impact !== undefined && { impact }),
    ...(expectations !== undefined && { expectations }),
    ...(quarantine !== undefined && { quarantine }),
  };
}

function revisionOf({ expectRevision }: SettingsFlags): Pick<Settings, "expectedRevision"> {
  return typeof expectRevision === "string" ? { expectedRevision: expectRevision } : {};
}

function permissions(
  flags: SettingsFlags,
  config: ResolvedConfig,
): Pick<Settings, "strict" | "allowFallback" | "allowProduction" | "testHeaders"> {
  return {
    strict: flags.strict ?? config.strict ?? false,
    allowFallback: flags.allowFallback ?? config.allowFallback ?? false,
    allowProduction: flags.allowProduction ?? config.allowProduction ?? false,
    testHeaders: flags.testHeaders ?? config.testHeaders ?? false,
  };
}

const sources = ["embedded", "docker", "staging", "default"] as const;

function targetChoice(flag: string | undefined): TargetChoice {
  if (flag === undefined) return { kind: "any" };
  const source = sources.find((name) => name === flag);
  if (source !== undefined) return { kind: "source", source };
  if (/^https?:\/\//i.test(flag)) return { kind: "url", url: flag, option: "--target" };
  throw new ConfigurationError(
    "--target",
    `must be an http(s) URL or one of ${sources.join(", ")}`,
    {
      received: flag,
    },
  );
}

/** `CI=true` and its kin; "false" and "0" are people saying no. */
function isCi(env: SettingsInput["env"]): boolean {
  const value = env.CI?.trim().toLowerCase();
  return value !== undefined && !["", "false", "0", "no", "off"].includes(value);
}

function parseScale(flag: string): number {
  const scale = Number(flag);
  if (flag.trim() !== "" && scale >= smallestScale && scale <= 1) return scale;
  throw new ConfigurationError("--scale", `must be a number from ${smallestScale} to 1`, {
    received: flag,
  });
}

function parseSeed(flag: string): number {
  const seed = Number(flag);
  if (/^\d+$/.test(flag) && seed <= 0xffff_ffff) return seed;
  throw new ConfigurationError("--seed", "must be a whole number from 0 to 4294967295", {
    received: flag,
  });
}

function maxWaitOf(flags: SettingsFlags, config: ResolvedConfig): Pick<Settings, "maxWaitMs"> {
  const text = flags.maxWait ?? config.maxWait;
  return text === undefined ? {} : { maxWaitMs: parseDuration(text, "--max-wait") };
}

const longestWaitMs = 30 * 60_000;

function waitOf({ waitReady: flag }: SettingsFlags): Pick<Settings, "waitReadyMs"> {
  if (flag === undefined) return {};
  const waitReadyMs = parseDuration(flag, "--wait-ready");
  if (waitReadyMs <= longestWaitMs) return { waitReadyMs };
  throw new ConfigurationError("--wait-ready", "must be a duration of at most 30m", {
    received: flag,
  });
}
