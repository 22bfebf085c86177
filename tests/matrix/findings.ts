import type { Fault } from "../../src/fixtures/faults/fault.ts";
import type { Expected } from "./expected.ts";
import { missedBy } from "./fast.ts";
import type { Matrix } from "./matrix.ts";

/** The fast checks may take this share of the time of all. */
export const mostFastShare = 0.25;

/** What is wrong with a matrix, one sentence each; nothing when it holds. */
export function findings(matrix: Matrix): readonly string[] {
  const { survivors, toothless, unmet, falseAlarms, missing } = matrix;
  return [
    ...survivors.map((id) => `no check notices fault ${id}`),
    ...toothless.map((id) => `no fault that is meant to and spares most checks kills ${id}`),
    ...unmet.map((pairs) => `a fault did not meet checks: ${pairs}`),
    ...falseAlarms.map((alarm) => `false alarm on ${alarm}`),
    ...missing.map((pair) => `a kill that is meant to be was not seen: ${pair}`),
  ];
}

/**
 * What is wrong with a part of the matrix. Whether a check can die at all, and whether its faults spare most, only
 * the whole says; whether a fault is noticed, only those say that are meant to notice it.
 */
export function partFindings(matrix: Matrix, expected: Expected): readonly string[] {
  const played = new Set(matrix.checks.map(({ id }) => id));
  const isJudged = (fault: string): boolean =>
    Object.entries(expected).every(
      ([check, faults]) => played.has(check) || !faults.includes(fault),
    );
  return findings({ ...matrix, toothless: [], survivors: matrix.survivors.filter(isJudged) });
}

/** What is wrong with the checks that `gate --fast` runs. */
export function fastFindings({ fast, fastShare, faults }: Matrix): readonly string[] {
  const missed = missedBy(fast, faults).map((id) => `the fast checks do not notice fault ${id}`);
  if (fastShare === null) return [...missed, "how long the fast checks take was not measured"];
  if (fastShare <= mostFastShare) return missed;
  return [...missed, `the fast checks take ${(fastShare * 100).toFixed(1)} % of the time of all`];
}

/** What is wrong with the list of kills that are meant to be. */
export function expectedFindings(
  expected: Expected,
  faults: readonly Fault[],
  checks: readonly string[],
): readonly string[] {
  const known = new Set(faults.map(({ id }) => id));
  const named = new Set(Object.values(expected).flat());
  return [
    ...checks
      .filter((id) => expected[id] === undefined)
      .map((id) => `${id} is meant to die of nothing`),
    ...Object.keys(expected)
      .filter((id) => !checks.includes(id))
      .map((id) => `${id} is no check`),
    ...[...named].filter((id) => !known.has(id)).map((id) => `${id} is no fault`),
    ...[...known]
      .filter((id) => !named.has(id))
      .map((id) => `fault ${id} is meant to kill nothing`),
  ];
}
