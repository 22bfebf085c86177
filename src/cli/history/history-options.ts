import { resolve } from "node:path";
import type { Command } from "commander";
import type { Settings } from "../../harness/settings/settings.ts";
import type { Io } from "../io.ts";

/** What a command line says about the history, as it was typed. */
export interface HistoryFlags {
  /** A file, or `false` for none. */
  readonly history?: string | boolean | undefined;
}

export function addHistoryOptions(command: Command): Command {
  return command
    .option("--history <file>", "file that keeps a line of every night (default: the config's)")
    .option("--no-history", "neither read nor write one");
}

/** The file that is meant, as an absolute path; undefined where nobody keeps a history. */
export function historyOf(
  { history: given }: HistoryFlags,
  { history: configured }: Pick<Settings, "history">,
  { cwd }: Pick<Io, "cwd">,
): string | undefined {
  if (given === false) return undefined;
  return typeof given === "string" ? resolve(cwd, given) : configured;
}
