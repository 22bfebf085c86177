import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Company, split } from "./companies.ts";
import type { Ending } from "./ending.ts";
import type { Expected } from "./expected.ts";

/**
 * Check by check: faults that it does not die of, and that it seems to die of in the company of others. Recorded with
 * `--update`, so that it meets them by itself from then on: where this is wrong, it costs time and nothing else.
 */
export type Clashes = Readonly<Record<string, readonly string[]>>;

const file = join(import.meta.dirname, "matrix.clashes.json");

/** What it says of checks that are gone is left out. */
export function readClashes(expected: Expected): Clashes {
  const clashes = JSON.parse(readFileSync(file, "utf8")) as Clashes;
  return Object.fromEntries(
    Object.entries(clashes).filter(([check]) => Object.hasOwn(expected, check)),
  );
}

/**
 * Of companies that were too small to be divided but into single faults: those of which a check died, and of none
 * of their members. One of them may stay; nobody knows which of the others it is.
 *
 * @param doubts - companies of which checks died
 * @param endings - how their members ended by themselves
 */
export function clashesIn(doubts: readonly Company[], endings: readonly Ending[]): Clashes {
  const passed = new Set(
    endings
      .filter(({ state }) => state === "passed")
      .map(({ quirk, check }) => `${quirk}: ${check}`),
  );
  const clashes: Record<string, string[]> = {};
  for (const { group, checks } of doubts) {
    if (!split({ group, checks }).every((part) => part.group.length === 1)) continue;
    for (const check of checks) {
      if (!group.every(({ id }) => passed.has(`${id}: ${check}`))) continue;
      const known = clashes[check] ?? [];
      clashes[check] = [...known, ...group.slice(0, -1).map(({ id }) => id)];
    }
  }
  return clashes;
}

/** Both, without repeating. */
export function joined(one: Clashes, other: Clashes): Clashes {
  const checks = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries(
    [...checks].map((check) => [
      check,
      [...new Set([...(one[check] ?? []), ...(other[check] ?? [])])].sort(),
    ]),
  );
}

export async function writeClashes(clashes: Clashes): Promise<void> {
  const lines = Object.entries(clashes).map(
    ([check, faults]) => `  ${JSON.stringify(check)}: ${JSON.stringify(faults)}`,
  );
  await writeFile(file, `{\n${lines.sort().join(",\n")}\n}\n`);
}
