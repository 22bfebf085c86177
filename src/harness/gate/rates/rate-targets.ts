import { fixedSample } from "./fixed-sample.ts";
import { demandShare, demandWhole } from "./rate-question.ts";

/** How often either error may happen where nobody says otherwise. */
export const defaultErrors = { alpha: 0.05, beta: 0.05 } as const;

/**
 * The largest error that may be asked of a watch. With more of both, a sequential test decides after a trial or two, and
 * errs more often than it says.
 */
export const mostError = 0.3;

/** What is expected of a journey's rate. */
export type RateTarget = { readonly journey: string } & (
  | {
      /** The rate that is good enough: `p1` of the question. */
      readonly target: number;
      /** The rate that is unacceptable: `p0` of the question. */
      readonly p0: number;
      /** After so many trials a watch gives up, inconclusive. */
      readonly mostTrials: number;
    }
  | {
      /** Always: one failure fails. */
      readonly target: 1;
      /** So many successes pass. 59 prove 95 %, 299 prove 99 %, with 95 % certainty. */
      readonly samples: number;
    }
);

/**
 * Expected rates of the journeys (row V07 of the catalogue). Unacceptable is twice the failures that the target
 * allows. At the latest trial, fewer than one watch in a thousand of a rate at `p0` or at the target is undecided,
 * and one in thirty of the hardest one between them.
 */
export const rateTargets: readonly RateTarget[] = [
  { journey: "websocket", target: 0.9, p0: 0.8, mostTrials: 400 },
  { journey: "golden-path", target: 0.95, p0: 0.9, mostTrials: 800 },
  { journey: "http-fallback", target: 1, samples: 59 },
];

/**
 * The rate that is unacceptable where only a target was named: twice the failures it allows, or half of its
 * successes, whichever is nearer.
 *
 * @param target - above 0 and below 1
 * @throws {RangeError} unless it is
 */
export function unacceptableRate(target: number): number {
  demandShare("target", target);
  return target - Math.min(1 - target, target / 2);
}

/** A watch of a target nobody planned for gives up after so many times the trials a fixed sample would take. */
const patience = 3;

/** So many successes in a row pass "always", where nobody says otherwise: they prove 95 %. */
const enoughInRow = 59;

/**
 * What a target asks of a journey: the row of {@link rateTargets} where it is that row's target, else made from the
 * target alone.
 *
 * @param target - above 0, at most 1
 * @param mostTrials - when to give up instead; for a target of 1, how many must succeed. Whole number from 1
 * @throws {RangeError} unless they are, and for a target so near to 1 that more than 100,000 trials would be needed
 */
export function rateTargetOf(journey: string, target: number, mostTrials?: number): RateTarget {
  if (mostTrials !== undefined) demandWhole("mostTrials", mostTrials, 1);
  const row = rateTargets.find((one) => one.journey === journey && one.target === target);
  if (target === 1) {
    const samples = row !== undefined && "samples" in row ? row.samples : enoughInRow;
    return { journey, target: 1, samples: mostTrials ?? samples };
  }
  if (row !== undefined && "p0" in row)
    return mostTrials === undefined ? row : { ...row, mostTrials };
  const p0 = unacceptableRate(target);
  const { trials } = fixedSample({ p0, p1: target, ...defaultErrors });
  return { journey, target, p0, mostTrials: mostTrials ?? patience * trials };
}
