import { type Company, split } from "./companies.ts";
import type { Ending } from "./ending.ts";

/**
 * Check by check: faults that it does not die of, and that it seems to die of in the company of others. It meets
 * them by itself from then on.
 */
export type Clashes = Readonly<Record<string, readonly string[]>>;

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
