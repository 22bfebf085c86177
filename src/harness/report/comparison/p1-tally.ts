import { checkSides, didRun } from "./check-change.ts";
import type { ReportPair } from "./comparison-side.ts";
import { type MergedCheck, mergeChecks } from "./merged-check.ts";
import { setAside } from "./set-aside.ts";

/** How many checks of priority one passed, of those that ran. */
interface P1Count {
  readonly passed: number;
  readonly ran: number;
}

/** What a release cannot do without, before and after. */
export interface P1Tally {
  readonly before: P1Count;
  readonly after: P1Count;
  /** Those that fail after, be they compared or not; none that is borne for a while. */
  readonly failing: readonly string[];
}

const priorityOne = "p1";

/** Counts the checks of priority one. One that either run calls so is one on both sides. */
export function tallyP1(pair: ReportPair): P1Tally {
  const ids = new Set(
    [...pair.before.checks, ...pair.after.checks]
      .filter(({ tags }) => tags.includes(priorityOne))
      .map(({ id }) => id),
  );
  const isOne = (check: MergedCheck | undefined): check is MergedCheck =>
    check !== undefined && ids.has(check.id);
  const sides = checkSides(pair);
  const borne = setAside(pair.after);
  return {
    before: count(sides.map(({ before }) => before).filter(isOne)),
    after: count(sides.map(({ after }) => after).filter(isOne)),
    failing: [...mergeChecks(pair.after).values()]
      .filter((check) => isOne(check) && check.state === "failed" && !borne.has(check.id))
      .map(({ id }) => id),
  };
}

function count(checks: readonly MergedCheck[]): P1Count {
  return {
    passed: checks.filter(({ state }) => state === "passed").length,
    ran: checks.filter(didRun).length,
  };
}
