import { posix } from "node:path";
import { ConfigurationError } from "../../../ground/errors.ts";
import {
  type Assignment,
  assignmentsIn,
  rawAssignmentsIn,
} from "../../target/compose/assignments.ts";
import { EnvVariables } from "../../target/compose/env-variables.ts";
import {
  InterpolationFailure,
  interpolate,
  type Lookup,
} from "../../target/compose/interpolate.ts";
import { isMap, scalarText } from "../../target/compose/yaml-document.ts";
import { type Setting, settingOf } from "../setting.ts";
import type { ComposePlace } from "./compose-place.ts";
import { brokenText, filled } from "./filled.ts";
import type { SourceText } from "./source-text.ts";

/** A file of variables a compose service names. */
export interface EnvFile {
  readonly source: SourceText;
  /** Its values are taken as they stand. */
  readonly isRaw: boolean;
  readonly lookup: Lookup;
}

/**
 * The files a service names: one, several, or each with whether it must be there and how it is read.
 *
 * https://docs.docker.com/reference/compose-file/services/#env_file
 *
 * @throws {@link ConfigurationError} naming file and line of the compose file
 */
export function envFilesOf(place: ComposePlace): readonly EnvFile[] {
  const { document, path } = place;
  const at = [...path, "env_file"];
  const value = document.at(at);
  if (value === undefined || value === null || document.tagAt(at) === "!reset") return [];
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  return entries.flatMap((entry) => namedFile(place, entry));
}

function namedFile(place: ComposePlace, entry: unknown): readonly EnvFile[] {
  const { document, folder, surroundings } = place;
  const { lookup, open } = surroundings;
  const at = [...place.path, "env_file"];
  const { path, required, format } = isMap(entry)
    ? entry
    : { path: entry, required: true, format: undefined };
  const name = scalarText(path);
  if (name === undefined) return document.refuse(at, "must have the name of a file as env_file");
  if (format !== undefined && format !== null && format !== "raw")
    document.refuse(at, "must have raw as format of an env_file, or none");
  const full = nameIn(name, lookup) ?? document.refuse(at, brokenText);
  const source = open(posix.isAbsolute(full) ? full : posix.join(folder, full));
  if (source !== undefined) return [{ source, isRaw: format === "raw", lookup }];
  if (required === false || required === "false") return [];
  return document.refuse(at, "must name files that exist as env_file", name);
}

function nameIn(text: string, lookup: Lookup): string | undefined {
  try {
    return interpolate(text, lookup);
  } catch (error) {
    if (error instanceof InterpolationFailure) return undefined;
    throw error;
  }
}

/** @throws {@link ConfigurationError} naming file and line */
export function settingsInFiles(files: readonly EnvFile[]): readonly Setting[] {
  return files.flatMap((file) => {
    const read = file.isRaw ? rawAssignmentsIn : assignmentsIn;
    return settingsIn(file, read(file.source));
  });
}

/** Compose fills variables in here, too: those around it first, then those that stand further up. */
function settingsIn(
  { source: { file }, lookup }: EnvFile,
  assignments: readonly Assignment[],
): readonly Setting[] {
  const above = new EnvVariables(file, lookup);
  return assignments.map((assignment) => {
    const { key, text, line, isLiteral } = assignment;
    const spelled = { key, text, from: { file, line } };
    const setting = isLiteral ? settingOf(key, text, spelled.from) : filled(spelled, above.lookup);
    if (setting === undefined) throw new ConfigurationError(`${file}, line ${line},`, brokenText);
    above.add(assignment);
    return setting;
  });
}
