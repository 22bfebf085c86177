import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Check by check: the faults it is meant to die of. Reviewed, not recorded. */
export type Expected = Readonly<Record<string, readonly string[]>>;

const file = join(import.meta.dirname, "matrix.expected.json");

export function readExpected(): Expected {
  return JSON.parse(readFileSync(file, "utf8")) as Expected;
}

/** One kill that is meant to be. */
export interface Pair {
  readonly check: string;
  readonly fault: string;
}

/** So few of the kills that are meant to be that each check dies once and each fault kills once. */
export function coveringPairs(expected: Expected): readonly Pair[] {
  const killing = new Set<string>();
  const first = Object.entries(expected).flatMap(([check, faults]) => {
    // One that kills nobody yet, so that few pairs are needed.
    const fault = faults.find((id) => !killing.has(id)) ?? faults[0];
    if (fault === undefined) return [];
    killing.add(fault);
    return [{ check, fault }];
  });
  const rest = Object.entries(expected).flatMap(([check, faults]) =>
    faults.flatMap((fault) => {
      if (killing.has(fault)) return [];
      killing.add(fault);
      return [{ check, fault }];
    }),
  );
  return [...first, ...rest];
}
