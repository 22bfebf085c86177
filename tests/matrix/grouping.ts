import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clashes } from "./clashes.ts";
import type { Expected } from "./expected.ts";

/**
 * Which faults were played together in the run that was last recorded, with `--update`, and who clashed in that
 * company. Recorded together, because in other company others clash. Where it is wrong it costs time.
 */
export interface Grouping {
  /** Ids of faults, group by group; those that were by themselves are in none. */
  readonly groups: readonly (readonly string[])[];
  readonly clashes: Clashes;
}

const file = join(import.meta.dirname, "matrix.grouping.json");

/** What it says of checks that are gone is left out. */
export function readGrouping(expected: Expected): Grouping {
  const { groups, clashes } = JSON.parse(readFileSync(file, "utf8")) as Grouping;
  const isThere = ([check]: readonly [string, unknown]): boolean => Object.hasOwn(expected, check);
  return { groups, clashes: Object.fromEntries(Object.entries(clashes).filter(isThere)) };
}

export async function writeGrouping({ groups, clashes }: Grouping): Promise<void> {
  const groupLines = groups.map((group) => `    ${JSON.stringify(group)}`);
  const clashLines = Object.entries(clashes)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([check, faults]) => `    ${JSON.stringify(check)}: ${JSON.stringify(faults)}`);
  const text = `{\n  "groups": [\n${groupLines.join(",\n")}\n  ],\n  "clashes": {\n${clashLines.join(",\n")}\n  }\n}\n`;
  await writeFile(file, text);
}
