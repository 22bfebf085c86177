import { suits } from "./dressed-checks.ts";
import { type Ending, isKill } from "./ending.ts";
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
  /** Checks that died of it before and were not asked again: in doubt, it kills them. */
  readonly assumed?: readonly string[];
  /** Checks that it should have met and did not. */
  readonly unmet?: readonly string[];
  readonly killed: readonly Kill[];
}

/** A fault that was played. */
export interface Played extends Pick<FaultKills, "id" | "family" | "cause"> {
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

/** Whether a fault that was known to kill more than a quarter, and met a sample, is confirmed by how that ended. */
export function isStillBroad(endings: readonly Ending[]): boolean {
  const met = endings.filter(({ state }) => state !== "skipped");
  return met.length >= sampleOfBroad && met.every(({ state }) => state === "failed");
}

/** What was played to whom. */
interface Play {
  readonly faults: readonly Played[];
  readonly endings: readonly Ending[];
  /** Every check there is. */
  readonly checks: readonly string[];
  /** Ids of faults that were known to kill more than a quarter, and met a sample. */
  readonly broad?: ReadonlySet<string> | undefined;
  /** By fault: checks that died of it before; where they were asked again, that counts. */
  readonly assumed?: ReadonlyMap<string, readonly string[]> | undefined;
}

/** Which checks died of which faults. */
export function killsOf(play: Play): FaultKills[] {
  const { faults, endings, broad = new Set() } = play;
  return faults.map((fault) => {
    const { id, family, cause, dress } = fault;
    const own = endings.filter(({ quirk, state }) => quirk === id && state !== "skipped");
    const killed = own
      .filter(({ state }) => state === "failed")
      .map(({ check, how = "blocked" }) => ({ check, how }))
      .sort((left, right) => (left.check < right.check ? -1 : 1));
    const isBroad = broad.has(id) && isStillBroad(own);
    const asked = new Set(own.map(({ check }) => check));
    const assumed = (play.assumed?.get(id) ?? []).filter((check) => !asked.has(check));
    // No more are needed when so many have died.
    const isOver = isBroad || killed.length >= deathsThatSayNothing(play.checks.length);
    const met = new Set([...asked, ...assumed]);
    const unmet = isOver ? [] : play.checks.filter((one) => suits(one, fault) && !met.has(one));
    return {
      ...{ id, family, cause },
      ...(dress === undefined ? {} : { met: own.length }),
      ...(isBroad ? { isBroad: true as const } : {}),
      ...whereAny("assumed", assumed),
      ...whereAny("unmet", unmet),
      killed,
    };
  });
}

function whereAny<Name extends string>(
  name: Name,
  checks: readonly string[],
): Partial<Record<Name, readonly string[]>> {
  return checks.length === 0 ? {} : ({ [name]: checks } as Record<Name, readonly string[]>);
}

/** Somebody died of it, and not by an accident. */
export function noticed({ killed }: FaultKills): boolean {
  return killed.some(isKill);
}

/**
 * Whether it kills so few of those it meets that each kill says something. Of all checks, those count that
 * were blocked by it, too: a fault is not played on when so many have ended. Of whom it did not meet, nobody
 * knows.
 */
export function isSpecific(
  { killed, met, isBroad, assumed = [], unmet = [] }: FaultKills,
  checkCount: number,
): boolean {
  if (isBroad === true || unmet.length > 0) return false;
  const kills = killed.filter(isKill).length + assumed.length;
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
    for (const { check } of fault.killed.filter(isKill)) kills.get(check)?.push(fault.id);
  }
  return kills;
}
