import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "dotenv";
import { ConfigurationError, explain } from "../../ground/errors.ts";
import type { Variable, Variables } from "./settings.ts";

export interface VariablesInput {
  /** The real environment; it always wins. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that file names are relative to. */
  readonly cwd: string;
  /** Files under the real environment, later ones over earlier ones. @default `.env` when it exists */
  readonly files?: readonly string[] | "none";
}

/**
 * Merges the real environment over files of variables, and remembers where each value came from.
 *
 * A blank value is unset at its level: a blank real variable lets the file's value through.
 *
 * @throws {@link ConfigurationError} naming the file that is missing, unreadable or not understood
 */
export function loadVariables({ env, cwd, files }: VariablesInput): Variables {
  const variables = new Map<string, Variable>();
  for (const file of filesToRead(cwd, files)) {
    merge(variables, parse(readText(resolve(cwd, file), file)), file);
  }
  merge(variables, env, "environment");
  return variables;
}

function filesToRead(cwd: string, files: VariablesInput["files"]): readonly string[] {
  if (files === "none") return [];
  return files ?? (existsSync(resolve(cwd, ".env")) ? [".env"] : []);
}

function merge(
  variables: Map<string, Variable>,
  values: Readonly<Record<string, string | undefined>>,
  from: string,
): void {
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value.trim() !== "") variables.set(name, { value, from });
  }
}

function readText(path: string, file: string): string {
  const text = decode(readBytes(path, file), file);
  const line = firstForeignLine(text);
  if (line === undefined) return text;
  throw new ConfigurationError(`${file}, line ${line}`, "must have the form NAME=value");
}

function readBytes(path: string, file: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    // biome-ignore lint/style/useErrorCause: the cause is in the details
    throw new ConfigurationError(
      file,
      `must be a readable file of variables (--env-file, or .env by itself): ${explain(cause)}`,
      { cause },
    );
  }
}

function decode(bytes: Buffer, file: string): string {
  const rule = "must be a text file in UTF-8 with lines of the form NAME=value";
  if (bytes.includes(0)) throw new ConfigurationError(file, rule);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    // biome-ignore lint/style/useErrorCause: the cause is in the details
    throw new ConfigurationError(file, rule, { cause });
  }
}

/** One assignment as dotenv understands it, quoted values over several lines included. */
const assignment =
  /^[^\S\r\n]*(?:export[^\S\r\n]+)?[\w.-]+(?:[^\S\r\n]*=|:[^\S\r\n])[^\S\r\n]*(?:'(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`(?:\\`|[^`])*`|[^#\r\n]*)?[^\S\r\n]*(?:#.*)?$/gm;

/** dotenv skips what it does not understand, and with it the line somebody relied on. */
function firstForeignLine(text: string): number | undefined {
  const rest = text
    .replace(/\r\n?/g, "\n")
    .replace(assignment, (match) => match.replace(/[^\n]/g, ""));
  const index = rest.split("\n").findIndex((line) => !/^\s*(?:#.*)?$/.test(line));
  return index < 0 ? undefined : index + 1;
}
