import { confidenceSequence } from "./confidence-sequence.ts";
import { demandCounts, demandShare, demandWhole } from "./rate-question.ts";

/** A loop over all journeys: how far it has come, and what was asked of it beforehand. */
export interface LoopEvidence {
  /** Whole number from 0: trials of all journeys together. */
  readonly n: number;
  /** Whole number from 0 to `n`. */
  readonly successes: number;
  /** So many trials make a loop; whole number from 1. */
  readonly least: number;
  /** More than this share must go well; above 0, below 1. @default 0.95 */
  readonly above?: number | undefined;
}

/** What a loop came to. */
export interface LoopOutcome {
  readonly n: number;
  readonly successes: number;
  /** `null` without a trial: no data is not a share. */
  readonly share: number | null;
  /** Between these the true share lies with 95 % certainty, whenever the loop was ended. */
  readonly low: number;
  readonly high: number;
  readonly above: number;
  readonly least: number;
  readonly decision: "pass" | "fail" | "inconclusive";
  /** One sentence with the numbers it rests on. */
  readonly because: string;
}

/** More than this share of a loop must go well, where nobody says otherwise. */
const loopAbove = 0.95;

/**
 * What is to be made of a loop. It counts, and is no test of a rate: whoever asks for more than 95 of 100 gets just
 * that, and `low` says how little it proves.
 *
 * It passes only when it is whole, and fails as soon as nothing but successes could not save it any more. A share of
 * exactly `above` is not above.
 *
 * @throws {RangeError} naming the option, the rule and the value, for counts that are none
 */
export function judgeLoop({ n, successes, least, above = loopAbove }: LoopEvidence): LoopOutcome {
  demandCounts(successes, n);
  demandWhole("least", least, 1);
  demandShare("above", above);
  const share = n === 0 ? null : successes / n;
  const whole = Math.max(n, least);
  const best = (successes + whole - n) / whole;
  const shown = { n, successes, share, ...confidenceSequence(successes, n), above, least };
  if (n === 0)
    return { ...shown, decision: "inconclusive", because: "no data, which never passes" };
  const told = `${successes} of ${n} went well`;
  const wanted = `more than ${percent(above)} must`;
  if (best <= above) {
    const because =
      n < least
        ? `${told}: with nothing but successes from here it would be ${percent(best)} of ${least}, and ${wanted}`
        : `${told}, ${percent(best)}, and ${wanted}`;
    return { ...shown, decision: "fail", because };
  }
  if (n < least) {
    const because = `${told}, and a loop decides when it is whole: ${least} were asked for`;
    return { ...shown, decision: "inconclusive", because };
  }
  return { ...shown, decision: "pass", because: `${told}, ${percent(best)}, and ${wanted}` };
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
