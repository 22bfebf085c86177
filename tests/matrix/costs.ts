import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { playOnce } from "./rounds.ts";

/**
 * Check by check: the milliseconds it took on a healthy backend with nothing else under way, recorded with
 * `--update`. In the middle of a matrix a check takes as long as the crowd around it lets it.
 */
export type Costs = Readonly<Record<string, number>>;

const file = join(import.meta.dirname, "matrix.costs.json");

export function readCosts(): Costs {
  return JSON.parse(readFileSync(file, "utf8")) as Costs;
}

export async function measureCosts(seed: number): Promise<Costs> {
  const healthy = { id: "healthy", quirks: ["healthy"] };
  const endings = await playOnce({ seed, workers: 1, atOnce: 1 }, [healthy]);
  const costs = endings.map(({ check, durationMs }): [string, number] => [
    check,
    Math.round(durationMs),
  ]);
  return Object.fromEntries(costs.sort(([left], [right]) => (left < right ? -1 : 1)));
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
