import { isKill } from "./ending.ts";
import { type FaultKills, noticed } from "./kills.ts";

/**
 * Checks that together notice every fault that any check notices, worth most for their time first: a
 * greedy cover, which is small and need not be the smallest.
 *
 * Kills by assertion only, where a fault has any: a timeout is the slower and the less certain sign.
 */
export function fastChecks(
  faults: readonly FaultKills[],
  costMs: (check: string) => number,
): readonly string[] {
  const open = new Set(faults.filter(noticed).map(({ id }) => id));
  const notices = noticesOf(faults);
  const worth = ([check, ids]: readonly [string, ReadonlySet<string>]): number =>
    [...ids].filter((id) => open.has(id)).length / (costMs(check) + 1);
  const chosen: string[] = [];
  while (open.size > 0) {
    const [best] = [...notices].sort(
      (left, right) => worth(right) - worth(left) || (left[0] < right[0] ? -1 : 1),
    );
    if (best === undefined || worth(best) === 0) break;
    const [check, ids] = best;
    chosen.push(check);
    for (const id of ids) open.delete(id);
  }
  return necessary(chosen, notices, costMs).sort();
}

/** Leaves out what others, chosen later, notice as well; the dearest first. */
function necessary(
  chosen: readonly string[],
  notices: ReadonlyMap<string, ReadonlySet<string>>,
  costMs: (check: string) => number,
): string[] {
  const kept = new Set(chosen);
  for (const check of chosen.toSorted((left, right) => costMs(right) - costMs(left))) {
    const others = new Set(
      [...kept].filter((one) => one !== check).flatMap((one) => [...(notices.get(one) ?? [])]),
    );
    if ([...(notices.get(check) ?? [])].every((id) => others.has(id))) kept.delete(check);
  }
  return [...kept];
}

/** Faults that these checks do not notice though others do. */
export function missedBy(
  checks: readonly string[],
  faults: readonly FaultKills[],
): readonly string[] {
  const chosen = new Set(checks);
  return faults
    .filter(noticed)
    .filter(({ killed }) => !killed.some((kill) => isKill(kill) && chosen.has(kill.check)))
    .map(({ id }) => id);
}

function noticesOf(faults: readonly FaultKills[]): Map<string, Set<string>> {
  const notices = new Map<string, Set<string>>();
  for (const { id, killed } of faults) {
    const asserted = killed.filter(({ how }) => how === "assertion");
    const counted = asserted.length > 0 ? asserted : killed.filter(isKill);
    for (const { check } of counted) {
      notices.set(check, (notices.get(check) ?? new Set<string>()).add(id));
    }
  }
  return notices;
}
