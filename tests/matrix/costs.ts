import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Ending } from "./ending.ts";
import { sound } from "./quirks.ts";
import { playOnce } from "./rounds.ts";

/**
 * Check by check: the milliseconds it took where nothing is wrong, with nothing else under way, recorded with
 * `--update`. In the middle of a matrix a check takes as long as the crowd around it lets it. A check that skipped
 * itself everywhere is not among them: what it takes is not nothing, but unknown.
 */
export type Costs = Readonly<Record<string, number>>;

const file = join(import.meta.dirname, "matrix.costs.json");

export function readCosts(): Costs {
  return JSON.parse(readFileSync(file, "utf8")) as Costs;
}

/** So often, and what is in the middle counts: the first run of a check warms up what the others find warm. */
const runs = 3;

export async function measureCosts(seed: number): Promise<Costs> {
  const encounters = Array.from({ length: runs }, (_, nth) =>
    sound.map(({ id }) => ({ id: `${id}, run ${nth + 1}`, quirks: [id] })),
  ).flat();
  return costsOf(await playOnce({ seed, workers: 1, atOnce: 1 }, encounters));
}

/** What each check took, all its runs considered. */
export function costsOf(endings: readonly Ending[]): Costs {
  const ran = endings.filter(({ state }) => state !== "skipped");
  const ids = [...new Set(ran.map(({ check }) => check))].sort();
  return Object.fromEntries(
    ids.map((id) => [
      id,
      Math.round(
        median(ran.filter(({ check }) => check === id).map(({ durationMs }) => durationMs)),
      ),
    ]),
  );
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

export async function writeCosts(costs: Costs): Promise<void> {
  await writeFile(file, `${JSON.stringify(costs, undefined, 2)}\n`);
}

/** Time of some checks against that of all; null when one of them was never measured. */
export function shareOf(
  some: readonly string[],
  all: readonly string[],
  costs: Costs,
): number | null {
  if (all.length === 0 || all.some((id) => costs[id] === undefined)) return null;
  const time = (ids: readonly string[]): number =>
    ids.reduce((sum, id) => sum + (costs[id] ?? 0), 0);
  return Number((time(some) / time(all)).toFixed(3));
}
