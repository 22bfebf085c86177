import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deathsThatSayNothing, type FaultKills } from "./kills.ts";

/**
 * Fault by fault: the checks that died of it in the run that was last recorded, with `--update`. Says where to
 * look first, those whose deaths count before the others, and never what came of it; where it is wrong it costs time, and kills that are new are found by the
 * next exhaustive run at the latest.
 */
export type Seen = Readonly<Record<string, readonly string[]>>;

const file = join(import.meta.dirname, "matrix.seen.json");

export function readSeen(): Seen {
  return JSON.parse(readFileSync(file, "utf8")) as Seen;
}

/** Faults of which more than a quarter of the checks died. */
export function broadOf(seen: Seen, checkCount: number): ReadonlySet<string> {
  const isBroad = (deaths: readonly string[]): boolean =>
    deaths.length >= deathsThatSayNothing(checkCount);
  return new Set(Object.keys(seen).filter((id) => isBroad(seen[id] ?? [])));
}

export async function writeSeen(faults: readonly FaultKills[]): Promise<void> {
  const lines = faults.map(({ id, killed }) => {
    const blocked = ({ how }: (typeof killed)[number]): number => Number(how === "blocked");
    const checks = killed
      .toSorted((left, right) => blocked(left) - blocked(right))
      .map(({ check }) => check);
    return `  ${JSON.stringify(id)}: ${JSON.stringify(checks)}`;
  });
  await writeFile(file, `{\n${lines.sort().join(",\n")}\n}\n`);
}
