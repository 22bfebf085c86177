import { readFileSync } from "node:fs";
import { join } from "node:path";

/** An edit that takes a check's teeth: what a hurried or a mistaken hand does to it. */
export interface Sabotage {
  /** The check that suffers. */
  readonly check: string;
  /** What was done to it. */
  readonly deed: string;
  /** Below `tests`. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly from: string;
  readonly to: string;
}

const tests = join(import.meta.dirname, "..");

/**
 * A check file with the deed done.
 *
 * @throws Error when the text is not there once, as the deed would not be done
 */
export function sabotaged(source: string, { file, from, to }: Sabotage): string {
  const parts = source.split(from);
  if (parts.length === 2) return parts.join(to);
  throw new Error(`${file} holds the text ${parts.length - 1} times, not once: ${from}`);
}

export function sourceOfSabotaged(sabotage: Sabotage): string {
  return sabotaged(sourceOfWhole(sabotage), sabotage);
}

/** The file of a check as it is. */
export function sourceOfWhole({ file }: Sabotage): string {
  return readFileSync(join(tests, file), "utf8");
}
