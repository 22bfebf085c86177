import type { Ending, How } from "./ending.ts";

/** A fault and the checks that died of it. */
export interface FaultKills {
  readonly id: string;
  readonly family: string;
  readonly cause: string;
  readonly killed: readonly Kill[];
}

interface Kill {
  readonly check: string;
  readonly how: How;
}

/** A fault that kills more of the checks than this share says nothing about any one of them. */
const mostKilled = 0.25;

/** So many deaths of so many checks make a fault one that proves nothing about any of them. */
export function deathsThatSayNothing(checkCount: number): number {
  return Math.floor(checkCount * mostKilled) + 1;
}

/** Which checks died of which faults. */
export function killsOf(
  faults: readonly Omit<FaultKills, "killed">[],
  endings: readonly Ending[],
): FaultKills[] {
  const dead = endings.filter(({ state }) => state === "failed");
  return faults.map(({ id, family, cause }) => ({
    ...{ id, family, cause },
    killed: dead
      .filter(({ quirk }) => quirk === id)
      .map(({ check, how = "blocked" }) => ({ check, how }))
      .sort((left, right) => (left.check < right.check ? -1 : 1)),
  }));
}

/** Somebody died of it, and not by an accident. */
export function noticed({ killed }: FaultKills): boolean {
  return killed.some(({ how }) => how !== "blocked");
}

/** Whether it kills so few of them that each kill says something. */
export function isSpecific({ killed }: FaultKills, checkCount: number): boolean {
  return killed.length < deathsThatSayNothing(checkCount);
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
