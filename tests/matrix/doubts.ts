import { createHash } from "node:crypto";
import { type Group, nameOf, partsOf } from "./groups.ts";

/**
 * Check by check: marks of groups of which it died, whether or not it dies of one of their members. It meets their
 * parts from the start.
 */
export type Doubts = Readonly<Record<string, readonly string[]>>;

/** Faults of which together checks died. */
interface Death {
  readonly group: Group;
  readonly checks: readonly string[];
}

export function doubtsIn(deaths: readonly Death[]): Doubts {
  const doubts: Record<string, string[]> = {};
  for (const { group, checks } of deaths) {
    for (const check of checks) doubts[check] = [...(doubts[check] ?? []), markOf(group)];
  }
  return doubts;
}

/** A group as a check meets it: as a whole, or divided as long as it is known to die of the parts. */
export function divided(group: Group, marks: readonly string[] = []): readonly Group[] {
  if (group.length === 0) return [];
  if (group.length === 1 || !marks.includes(markOf(group))) return [group];
  return partsOf(group).flatMap((part) => divided(part, marks));
}

/** Short, and the same for the same members alone. */
function markOf(group: Group): string {
  return createHash("sha256").update(nameOf(group)).digest("hex").slice(0, 10);
}
