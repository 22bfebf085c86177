import type { Fault } from "../../src/fixtures/faults/fault.ts";
import { excused } from "./excused.ts";
import type { Expected } from "./expected.ts";
import { missedBy } from "./fast.ts";
import type { Matrix } from "./matrix.ts";

/** More excuses than this, and the matrix excuses itself. */
const mostExcuses = 4;
/** The fast checks may take this share of the time of all. */
const mostFastShare = 0.25;

/** What is wrong with a matrix, one sentence each; nothing when it holds. */
export function findings(matrix: Matrix): readonly string[] {
  const { survivors, toothless, falseAlarms, missing, excused } = matrix;
  return [
    ...survivors.map((id) => `no check notices fault ${id}`),
    ...toothless.map((id) => `no fault that spares most checks kills ${id}`),
    ...falseAlarms.map((alarm) => `false alarm on ${alarm}`),
    ...missing.map((pair) => `a kill that is meant to be was not seen: ${pair}`),
    ...(excused.length > mostExcuses
      ? [`${excused.length} excuses; ${mostExcuses} are allowed`]
      : []),
  ];
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
  const pardoned = new Set(excused.map(({ id }) => id));
  const named = new Set(Object.values(expected).flat());
  return [
    ...checks
      .filter((id) => expected[id] === undefined && !pardoned.has(id))
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
