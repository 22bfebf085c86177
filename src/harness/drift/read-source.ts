import { readFileSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { ConfigurationError } from "../../ground/errors.ts";
import type { SourceSpec } from "../settings/drift-config.ts";
import { EnvVariables } from "../target/compose/env-variables.ts";
import type { Lookup } from "../target/compose/interpolate.ts";
import { readEnvFile } from "./readers/env-file.ts";
import { readManifest, type Wanted } from "./readers/manifest.ts";
import { parsePython } from "./readers/python-syntax.ts";
import { readScript } from "./readers/script.ts";
import { type SourceText, textIn } from "./readers/source-text.ts";
import type { SettingSource } from "./setting-set.ts";
import { kindOf } from "./source-kind.ts";

/** Where files lie, and what is known around them. */
export interface Reading {
  readonly folder: string;
  /** Names the wanted service goes by, strongest first. */
  readonly names: readonly string[];
  /** The real environment: what compose fills in before its own file of variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads one file of settings.
 *
 * @throws {@link ConfigurationError} naming the file, the line where there is one, and the rule
 */
export function readSource(spec: SourceSpec, reading: Reading): SettingSource {
  const source = open(resolve(reading.folder, spec.file), spec.file);
  const kind = kindOf(spec);
  const read = settingsIn(source, spec, reading);
  return {
    ...read,
    // A manifest has a name for its service, too.
    ...{ name: spec.file, isComplete: kind !== "script" && !hasUnseen(read) },
  };
}

/** Whether it names settings that nobody showed. */
export function hasUnseen({ unseen = [] }: Pick<SettingSource, "unseen">): boolean {
  return unseen.length > 0;
}

function settingsIn(
  source: SourceText,
  spec: SourceSpec,
  reading: Reading,
): Pick<SettingSource, "settings" | "platform" | "unseen"> {
  const { patterns } = spec;
  switch (kindOf(spec)) {
    case "env":
      return { settings: readEnvFile(source) };
    case "script":
      if (patterns === undefined || patterns.length === 0) return needsPatterns(spec.file);
      if (/\.py$/.test(spec.file)) parsePython(source);
      return { settings: readScript(source, patterns) };
    case "manifest": {
      const folder = dirname(resolve(reading.folder, spec.file));
      return readManifest(source, wantedOf(spec, reading), surroundingsOf(folder, reading));
    }
    default:
      return needsPatterns(spec.file);
  }
}

/** The service that was named, or one that goes by the contract's names. */
export function wantedOf({ service }: SourceSpec, { names }: Pick<Reading, "names">): Wanted {
  return { names: service === undefined ? names : [service], isNamed: service !== undefined };
}

function needsPatterns(file: string): never {
  throw new ConfigurationError(
    file,
    "must be .env, .yaml, .yml or .json, or have patterns that find its settings (drift.expected[].patterns)",
  );
}

function surroundingsOf(folder: string, { folder: root, env }: Reading) {
  return {
    lookup: variablesIn(folder, root, (name) => env[name]),
    open(path: string): SourceText | undefined {
      const full = resolve(folder, path);
      return isFile(full) ? open(full, relative(root, full) || path) : undefined;
    },
  };
}

/** The file of variables beside a compose file is compose's own. Its values are seen nowhere but filled in. */
function variablesIn(folder: string, root: string, around: Lookup): Lookup {
  const path = resolve(folder, ".env");
  if (!isFile(path)) return around;
  return EnvVariables.in(open(path, relative(root, path) || path), around).lookup;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** @throws {@link ConfigurationError} when it cannot be read */
function open(path: string, file: string): SourceText {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    // biome-ignore lint/style/useErrorCause: the cause is in the details
    throw new ConfigurationError(file, "must be a file that can be read", { cause });
  }
  return textIn(file, bytes);
}
