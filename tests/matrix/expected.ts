import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** Of nothing nobody dies, and twice nobody either. */
const faultIds = z
  .array(z.string().min(1))
  .min(1)
  .refine((ids) => new Set(ids).size === ids.length, "must name each fault once");

const expectedKills = z.record(z.string().min(1), faultIds);

/** Check by check: the faults it is meant to die of. Reviewed, not recorded. */
export type Expected = Readonly<Record<string, readonly string[]>>;

const file = join(import.meta.dirname, "matrix.expected.json");

export function readExpected(): Expected {
  return parseExpected(readFileSync(file, "utf8"));
}

/** @throws ZodError when a check is meant to die of nothing, or of the same twice */
export function parseExpected(text: string): Expected {
  return expectedKills.parse(JSON.parse(text));
}

/** One kill that is meant to be. */
export interface Pair {
  readonly check: string;
  readonly fault: string;
}

/**
 * So few of the kills that are meant to be that each check dies once and each fault kills once.
 *
 * @param isTelling - whether a fault was seen to spare most checks: only such a one proves that a check can
 *   die, so it is taken where there is one
 */
export function coveringPairs(
  expected: Expected,
  isTelling: (fault: string) => boolean,
): readonly Pair[] {
  const killing = new Set<string>();
  const first = Object.entries(expected).flatMap(([check, faults]) => {
    const telling = faults.filter(isTelling);
    const choice = telling.length > 0 ? telling : faults;
    // One that kills nobody yet, so that few pairs are needed.
    const fault = choice.find((id) => !killing.has(id)) ?? choice[0];
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
