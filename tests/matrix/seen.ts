import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isKill } from "./ending.ts";
import type { Expected } from "./expected.ts";
import { deathsThatSayNothing, type FaultKills } from "./kills.ts";

/**
 * Fault by fault: the checks that died of it in the run that was last recorded, with `--update`, those whose
 * deaths count before the others. Says which of them meet by themselves and which in company. Of those it names a
 * sample is asked again, and those that are meant to die; the rest are taken to die again. Who is not named meets the
 * fault, unless it is a broad one. Only `--exhaustive` asks everybody.
 */
export type Seen = Readonly<Record<string, readonly string[]>>;

const file = join(import.meta.dirname, "matrix.seen.json");

/** What it says of checks that are gone is left out. */
export function readSeen(expected: Expected): Seen {
  const seen = JSON.parse(readFileSync(file, "utf8")) as Seen;
  const isThere = (check: string): boolean => Object.hasOwn(expected, check);
  return Object.fromEntries(
    Object.entries(seen).map(([fault, checks]) => [fault, checks.filter(isThere)]),
  );
}

/** Faults of which more than a quarter of the checks died. */
export function broadOf(seen: Seen, checkCount: number): ReadonlySet<string> {
  const isBroad = (deaths: readonly string[]): boolean =>
    deaths.length >= deathsThatSayNothing(checkCount);
  return new Set(Object.keys(seen).filter((id) => isBroad(seen[id] ?? [])));
}

/** Faults of which so few checks died that each death says something; those that were never seen are not among them. */
export function tellingOf(seen: Seen, checkCount: number): ReadonlySet<string> {
  const broad = broadOf(seen, checkCount);
  return new Set(Object.keys(seen).filter((id) => !broad.has(id)));
}

export async function writeSeen(kills: readonly FaultKills[]): Promise<void> {
  const lines = kills.map(({ id, killed }) => {
    const blocked = (kill: (typeof killed)[number]): number => Number(!isKill(kill));
    const checks = killed
      .toSorted((left, right) => blocked(left) - blocked(right))
      .map(({ check }) => check);
    return `  ${JSON.stringify(id)}: ${JSON.stringify(checks)}`;
  });
  await writeFile(file, `{\n${lines.sort().join(",\n")}\n}\n`);
}
