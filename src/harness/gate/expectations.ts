import type { Phase } from "./check.ts";
import type { CheckResult } from "./check-result.ts";
import { tallyOf } from "./tally.ts";

/** When an expectation counts. `before` a deployment: `prove`. `after` it: `verify` and `gate`. */
type ExpectedWhen = "before" | "after" | "always";

/** How many are to pass; whatever is named must hold, and something is. */
export interface ExpectedPasses {
  /** At least so many; whole number from 1. */
  readonly least?: number | undefined;
  /** At most so many; whole number from 0. */
  readonly most?: number | undefined;
  /** More than this share, from 0 to below 1. */
  readonly above?: number | undefined;
}

/** What is expected of some checks, as data: isolation 0 of 5, protection 5 of 5, delivery at least 4 of 5. */
export interface Expectation {
  /** Short stable name. */
  readonly id: string;
  /** @default "always" */
  readonly when?: ExpectedWhen | undefined;
  /** Which checks, by their ids. Exactly one of the four. */
  readonly checks?: readonly string[] | undefined;
  /** Checks that have one of these tags. */
  readonly tags?: readonly string[] | undefined;
  readonly journey?: string | undefined;
  readonly phase?: Phase | undefined;
  readonly passing: ExpectedPasses;
  /** Of how many it speaks; whole number from 1. @default as many as it names checks, else as many as ran */
  readonly of?: number | undefined;
}

/** What came of an expectation. */
export interface JudgedExpectation {
  readonly id: string;
  /** In words: `at least 4 of 5`. */
  readonly expected: string;
  /** First attempts that passed. */
  readonly passed: number;
  /** Checks that really ran. */
  readonly ran: number;
  /** `not-measured`: other checks than it speaks of could still decide it either way, or nothing ran at all. */
  readonly state: "met" | "deviates" | "not-measured";
  /** One sentence with the numbers it rests on. */
  readonly because: string;
}

/** A run, as far as expectations look at it. */
export interface ExpectationRun {
  readonly checks: readonly Pick<
    CheckResult,
    "id" | "tags" | "journey" | "phase" | "state" | "attempts"
  >[];
  readonly when: Exclude<ExpectedWhen, "always">;
}

/**
 * Holds a run against what is expected of it, in the order it was written down. Those for another time are left out.
 *
 * Only first attempts count, skipped checks as nothing at all. Where not as many ran as an expectation speaks of, it
 * is judged only if it comes to the same however the difference had turned out: one pass too many stays one too
 * many, and two of three that ran cannot become four of five. Nothing that ran is never met.
 */
export function judgeExpectations(
  expectations: readonly Expectation[],
  { checks, when }: ExpectationRun,
): readonly JudgedExpectation[] {
  return expectations
    .filter(({ when: asked = "always" }) => asked === "always" || asked === when)
    .map((expectation) => judge(expectation, checks));
}

function judge(expectation: Expectation, all: ExpectationRun["checks"]): JudgedExpectation {
  const { id, passing } = expectation;
  const of = expectation.of ?? expectation.checks?.length;
  const { n: ran, successes: passed } = tallyOf(
    all.filter((check) => speaksOf(expectation, check)),
  );
  const expected = wordsOf(passing, of);
  const found = { id, expected, passed, ran };
  const counted = `${passed} of ${ran} passed`;
  if (ran === 0) return { ...found, state: "not-measured", because: "none of its checks ran" };
  const state = stateOf(passing, { passed, ran, of: of ?? ran });
  const because = state === "met" ? counted : `${counted}, and expected were ${expected}`;
  return { ...found, state, because };
}

function speaksOf(
  { checks, tags, journey, phase }: Expectation,
  check: ExpectationRun["checks"][number],
): boolean {
  if (checks !== undefined) return checks.includes(check.id);
  if (tags !== undefined) return tags.some((tag) => check.tags.includes(tag));
  return journey === undefined ? check.phase === phase : check.journey === journey;
}

interface Counts {
  readonly passed: number;
  readonly ran: number;
  readonly of: number;
}

/** Judges every number of passes there could have been, had exactly `of` run. */
function stateOf(passing: ExpectedPasses, { passed, ran, of }: Counts): JudgedExpectation["state"] {
  // Of too few, those that are missing may pass or not; of too many, the surplus may be any of them.
  const fewest = ran > of ? Math.max(0, passed - (ran - of)) : passed;
  const most = ran > of ? Math.min(passed, of) : passed + of - ran;
  const possible = Array.from({ length: most - fewest + 1 }, (_, more) => fewest + more);
  const holding = possible.filter((count) => holds(passing, count, of));
  if (holding.length === possible.length) return "met";
  return holding.length === 0 ? "deviates" : "not-measured";
}

function holds({ least = 0, most = Infinity, above }: ExpectedPasses, passed: number, of: number) {
  return passed >= least && passed <= most && (above === undefined || passed / of > above);
}

function wordsOf({ least, most, above }: ExpectedPasses, of: number | undefined): string {
  const whole = of === undefined ? "" : ` of ${of}`;
  const share = above === undefined ? [] : [`more than ${Number((above * 100).toFixed(2))} %`];
  return [...countWords(least, most, of), ...share]
    .map((words, index) => (index === 0 ? `${words}${whole}` : words))
    .join(" and ");
}

/** `0`, `5` and `exactly 3` where only one number is right; `at least 4` where several are. */
function countWords(least?: number, most?: number, of?: number): readonly string[] {
  if (most === 0 || (least !== undefined && least === of)) return [`${most ?? least}`];
  if (least !== undefined && least === most) return [`exactly ${least}`];
  return [
    ...(least === undefined ? [] : [`at least ${least}`]),
    ...(most === undefined ? [] : [`at most ${most}`]),
  ];
}
