import type { Ending } from "./ending.ts";
import type { How } from "./how.ts";

/** A fault and the checks that died of it. */
export interface FaultKills {
  readonly id: string;
  readonly family: string;
  readonly cause: string;
  /** How many checks it met, where that is not all of them: what shows only from afar meets few. */
  readonly met?: number;
  /** It was known to kill more than a quarter, and all of the few that it met this time died again. */
  readonly isBroad?: true;
  readonly killed: readonly Kill[];
}

/** A fault that was played. */
export interface Played extends Omit<FaultKills, "killed" | "met" | "isBroad"> {
  /** Given: it was played to those checks only that are for deployed backends. */
  readonly dress?: unknown;
}

interface Kill {
  readonly check: string;
  readonly how: How;
}

/** A fault that kills more of the checks it meets than this share says nothing about any one of them. */
const mostKilled = 0.25;

/** So many deaths of so many checks make a fault one that proves nothing about any of them. */
export function deathsThatSayNothing(checkCount: number): number {
  return Math.floor(checkCount * mostKilled) + 1;
}

/** Of a fault that is known to kill more than that, so many deaths say that it still does, when none lives. */
export const sampleOfBroad = 5;

/**
 * Which checks died of which faults.
 *
 * @param broad - ids of faults that were known to kill more than a quarter, and met a sample
 */
export function killsOf(
  faults: readonly Played[],
  endings: readonly Ending[],
  broad: ReadonlySet<string> = new Set(),
): FaultKills[] {
  return faults.map(({ id, family, cause, dress }) => {
    const own = endings.filter(({ quirk, state }) => quirk === id && state !== "skipped");
    const met = own.length;
    const isStill = met >= sampleOfBroad && own.every(({ state }) => state === "failed");
    return {
      ...{ id, family, cause },
      ...(dress === undefined ? {} : { met }),
      ...(broad.has(id) && isStill ? { isBroad: true as const } : {}),
      killed: own
        .filter(({ state }) => state === "failed")
        .map(({ check, how = "blocked" }) => ({ check, how }))
        .sort((left, right) => (left.check < right.check ? -1 : 1)),
    };
  });
}

/** Somebody died of it, and not by an accident. */
export function noticed({ killed }: FaultKills): boolean {
  return killed.some(({ how }) => how !== "blocked");
}

/**
 * Whether it kills so few of those it meets that each kill says something. Of all checks, those count that
 * were blocked by it, too: a fault is not played on when so many have ended.
 */
export function isSpecific({ killed, met, isBroad }: FaultKills, checkCount: number): boolean {
  if (isBroad === true) return false;
  const kills = killed.filter(({ how }) => how !== "blocked").length;
  const isEnough = killed.length >= deathsThatSayNothing(checkCount);
  return !isEnough && kills < deathsThatSayNothing(met ?? checkCount);
}

/** Check by check: the faults it died of that spare most others. */
export function specificKills(
  faults: readonly FaultKills[],
  checks: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const kills = new Map<string, string[]>(checks.map((id) => [id, []]));
  for (const fault of faults.filter((one) => isSpecific(one, checks.length))) {
    for (const { check, how } of fault.killed) {
      if (how !== "blocked") kills.get(check)?.push(fault.id);
    }
  }
  return kills;
}
