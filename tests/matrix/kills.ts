import type { Ending, How } from "./ending.ts";

/** What a run of the matrix found out; `gapproof-report/matrix.json` holds it. */
export interface Matrix {
  readonly seed: number;
  readonly durationMs: number;
  readonly faults: readonly FaultKills[];
  readonly checks: readonly { readonly id: string; readonly killedBy: readonly string[] }[];
  /** Faults that no check noticed. */
  readonly survivors: readonly string[];
  /** Checks that died of no fault that spares most of the others. */
  readonly toothless: readonly string[];
  readonly excused: readonly Excuse[];
  /** Checks that failed where nothing was wrong, as `quirk: check`. */
  readonly falseAlarms: readonly string[];
  /** Checks that together notice every fault. */
  readonly fast: readonly string[];
  /** Time of the fast checks against that of all, on the backend as it should be. */
  readonly fastShare: number;
}

export interface FaultKills {
  readonly id: string;
  readonly family: string;
  readonly cause: string;
  readonly killed: readonly { readonly check: string; readonly how: How }[];
}

export interface Excuse {
  readonly id: string;
  readonly reason: string;
}

/** A fault that kills more of the checks than this share says nothing about any one of them. */
const mostKilled = 0.25;

export interface Fates {
  readonly faults: readonly Omit<FaultKills, "killed">[];
  readonly endings: readonly Ending[];
}

/** Which checks died of which faults. */
export function killsOf({ faults, endings }: Fates): FaultKills[] {
  const failed = groupBy(endings.filter(({ state }) => state === "failed"), ({ quirk }) => quirk);
  return faults.map((fault) => ({
    ...fault,
    killed: (failed.get(fault.id) ?? [])
      .map(({ check, how = "blocked" }) => ({ check, how }))
      .sort((left, right) => (left.check < right.check ? -1 : 1)),
  }));
}

/** Check by check: the faults it died of that spare most others. */
export function specificKills(
  faults: readonly FaultKills[],
  checks: readonly string[],
): Map<string, string[]> {
  const kills = new Map<string, string[]>(checks.map((id) => [id, []]));
  for (const { id, killed } of faults) {
    if (killed.length > checks.length * mostKilled) continue;
    for (const { check, how } of killed) if (how !== "blocked") kills.get(check)?.push(id);
  }
  return kills;
}

/**
 * Checks that together notice every fault that any check notices, cheap ones first: a greedy cover, which
 * is small and need not be the smallest.
 */
export function fastChecks(
  faults: readonly FaultKills[],
  costMs: (check: string) => number,
): string[] {
  const open = new Set(faults.filter(noticed).map(({ id }) => id));
  const notices = new Map<string, Set<string>>();
  for (const { id, killed } of faults) {
    for (const { check, how } of killed) {
      if (how === "blocked") continue;
      notices.set(check, (notices.get(check) ?? new Set()).add(id));
    }
  }
  const chosen: string[] = [];
  while (open.size > 0) {
    const worth = (check: string): number =>
      [...(notices.get(check) ?? [])].filter((id) => open.has(id)).length / (costMs(check) + 1);
    const [best] = [...notices.keys()].sort(
      (left, right) => worth(right) - worth(left) || (left < right ? -1 : 1),
    );
    if (best === undefined || worth(best) === 0) break;
    chosen.push(best);
    for (const id of notices.get(best) ?? []) open.delete(id);
  }
  return chosen.sort();
}

export function noticed({ killed }: FaultKills): boolean {
  return killed.some(({ how }) => how !== "blocked");
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
