import type { CheckResult } from "./check-result.ts";
import { type Tally, tallyOf } from "./tally.ts";

/** How a tier of checks did, and whether that is what the contract promises of it. */
export interface TierTally extends Tally {
  /** Tag of its checks. */
  readonly tier: string;
  /** `successes / n`, from 0 to 1. */
  readonly share: number;
  /** The share that was promised, from 0 to 1. */
  readonly target: number;
  /** The promise is kept: `share` is `target` or more. */
  readonly met: boolean;
}

/** Share of first attempts that must work, 0 to 1, by the tag of the checks. */
export type Tiers = Readonly<Record<string, number>>;

/**
 * How each tier did, in the order of `tiers`. A tier of which nothing ran is left out: nothing is known of it, so it
 * neither keeps its promise nor breaks it. A check of two tiers counts in both.
 *
 * These are shares of checks that ran, and no rates of anything: nobody drew the checks, so they have no interval.
 */
export function tierTallies(
  checks: readonly Pick<CheckResult, "tags" | "state" | "attempts">[],
  tiers: Tiers,
): readonly TierTally[] {
  return Object.entries(tiers).flatMap(([tier, target]) => {
    const { n, successes } = tallyOf(checks.filter(({ tags }) => tags.includes(tier)));
    if (n === 0) return [];
    const share = successes / n;
    return [{ tier, n, successes, share, target, met: share >= target }];
  });
}
