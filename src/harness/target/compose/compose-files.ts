import { existsSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { ConfigurationError } from "../../../ground/errors.ts";
import type { Machine } from "../../settings/machine.ts";
import { EnvVariables } from "./env-variables.ts";
import type { Lookup } from "./interpolate.ts";

/** Names compose looks for, in its order; the first that exists is taken, and one override beside it. */
const names = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const overrides = names.map((name) => name.replace(/\.(\w+)$/, ".override.$1"));

/** A compose file as it lies there. */
export interface ComposeText {
  /** As it is called in messages: relative to the folder the command runs in. */
  readonly file: string;
  readonly text: string;
}

/** The compose files of a project, lowest first, and the variables that are filled into them. */
export interface ComposeFiles {
  readonly texts: readonly ComposeText[];
  readonly lookup: Lookup;
}

export interface ComposeChoice {
  /** `COMPOSE_FILE`, when it is set. */
  readonly named: string | undefined;
  /** `COMPOSE_PATH_SEPARATOR`, when it is set. */
  readonly separator: string | undefined;
}

/** What a person may have meant to have here. */
export const composeFileNames: readonly string[] = names;

/**
 * Reads the files compose would read in this folder; none is no error.
 *
 * @throws {@link ConfigurationError} for a named file that is missing, and for one that cannot be read
 */
export function readComposeFiles(machine: Machine, choice: ComposeChoice): ComposeFiles {
  const { folder, env } = machine;
  const paths = choice.named === undefined ? found(folder) : named(folder, choice.named, choice);
  const [first] = paths;
  if (first === undefined) return { texts: [], lookup: () => undefined };
  const texts = paths.map((path) => ({
    file: relative(folder, path) || path,
    text: readText(path),
  }));
  // The file beside the compose file is compose's own, whatever file of variables gapproof was told.
  const own = variablesIn(folder, folder, (name) => env[name]);
  const isBeside = resolve(dirname(first)) === resolve(folder);
  return { texts, lookup: isBeside ? own : variablesIn(dirname(first), folder, own) };
}

function found(folder: string): readonly string[] {
  const [base, override] = [names, overrides].map((candidates) =>
    candidates.map((name) => resolve(folder, name)).find((path) => existsSync(path)),
  );
  if (base === undefined) return [];
  return override === undefined ? [base] : [base, override];
}

function named(folder: string, list: string, { separator }: ComposeChoice): readonly string[] {
  const usual = process.platform === "win32" ? ";" : ":";
  const paths = list
    .split(separator ?? usual)
    .map((name) => name.trim())
    .filter((name) => name !== "")
    .map((name) => resolve(folder, name));
  const missing = paths.find((path) => !existsSync(path));
  if (missing === undefined) return paths;
  throw new ConfigurationError("COMPOSE_FILE", "must name compose files that exist", {
    received: relative(folder, missing),
  });
}

/** The variables around, and behind them those of a folder's file. */
function variablesIn(folder: string, root: string, around: Lookup): Lookup {
  const path = resolve(folder, ".env");
  if (!existsSync(path)) return around;
  const text = readText(path).replaceAll(/\r\n?/g, "\n");
  return EnvVariables.in({ file: relative(root, path) || path, text }, around).lookup;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    // biome-ignore lint/style/useErrorCause: the cause is in the details
    throw new ConfigurationError(path, "must be a file that can be read", { cause });
  }
}
