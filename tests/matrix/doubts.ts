import { createHash } from "node:crypto";
import { type Group, nameOf } from "./groups.ts";

/**
 * Check by check: marks of groups of which it died, or of those members that are not told to kill it. Whether or not
 * it dies of one by itself, it meets their parts from the start.
 */
export type Doubts = Readonly<Record<string, readonly string[]>>;

/** A group that checks died of. */
interface Death {
  readonly of: Group;
  readonly checks: readonly string[];
}

export function doubtsIn(deaths: readonly Death[]): Doubts {
  const doubts: Record<string, string[]> = {};
  for (const { of, checks } of deaths) {
    for (const check of checks) doubts[check] = [...(doubts[check] ?? []), markOf(of)];
  }
  return doubts;
}

/** Short, and the same for the same members alone. */
export function markOf(group: Group): string {
  return createHash("sha256").update(nameOf(group)).digest("hex").slice(0, 10);
}
