import { isClean } from "./check.ts";
import type { CheckResult } from "./check-result.ts";

/** How many checks really ran, and how many of them worked at the first attempt. */
export interface Tally {
  /** Whole number from 0; skipped checks are not among them. */
  readonly n: number;
  /** Whole number from 0 to `n`. */
  readonly successes: number;
}

/** What a tally looks at of a check. */
export type TalliedCheck = Pick<CheckResult, "state" | "attempts">;

/** Counts first attempts of what was not skipped: what was not looked at neither worked nor failed. */
export function tallyOf(checks: readonly TalliedCheck[]): Tally {
  const ran = checks.filter(({ state }) => state !== "skipped");
  return { n: ran.length, successes: ran.filter(succeededAtFirst).length };
}

/** A user does not retry for us, so only the first attempt counts. */
function succeededAtFirst({ state, attempts: [first] }: TalliedCheck): boolean {
  return first === undefined ? state === "passed" : isClean(first);
}
