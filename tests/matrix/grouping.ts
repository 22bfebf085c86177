import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Doubts } from "./doubts.ts";
import type { Expected } from "./expected.ts";

/**
 * Which faults were played together in the run that was last recorded, with `--update`, and who died of that
 * company. Recorded together, because other company is another matter. Where it is wrong it costs time.
 */
export interface Grouping {
  /** Ids of faults, group by group; those that were by themselves are in none. */
  readonly groups: readonly (readonly string[])[];
  readonly doubts: Doubts;
}

const file = join(import.meta.dirname, "matrix.grouping.json");

/** What it says of checks that are gone is left out. */
export function readGrouping(expected: Expected): Grouping {
  const { groups, doubts } = JSON.parse(readFileSync(file, "utf8")) as Grouping;
  const isThere = ([check]: readonly [string, unknown]): boolean => Object.hasOwn(expected, check);
  return { groups, doubts: Object.fromEntries(Object.entries(doubts).filter(isThere)) };
}

export async function writeGrouping({ groups, doubts }: Grouping): Promise<void> {
  const groupLines = groups.map((group) => `    ${JSON.stringify(group)}`);
  const doubtLines = Object.entries(doubts)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([check, marks]) => `    ${JSON.stringify(check)}: ${JSON.stringify(marks)}`);
  const text = `{\n  "groups": [\n${groupLines.join(",\n")}\n  ],\n  "doubts": {\n${doubtLines.join(",\n")}\n  }\n}\n`;
  await writeFile(file, text);
}
