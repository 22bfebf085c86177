import type { Report } from "../report.ts";
import type { CheckChange } from "./check-change.ts";
import type { Comparison } from "./comparison.ts";
import type { GapChange, GapTransition } from "./gap-change.ts";
import { about, be } from "./naming.ts";

/** Everything the verdict on a comparison rests on. */
export interface ComparisonFacts
  extends Pick<Comparison, "comparable" | "gaps" | "checks" | "journeys" | "p1"> {
  /** What the run after said by itself. */
  readonly after: Pick<Report, "verdict" | "reasons">;
}

/** One line of the precedence table. */
export interface ComparisonRule extends Pick<Comparison, "verdict" | "exitCode"> {
  readonly when: string;
  /** Whatever else applies is not worth saying: it rests on sides that say nothing about each other. */
  readonly alone?: true;
  /** Why it applies; empty when it does not. */
  readonly reasons: (facts: ComparisonFacts) => readonly string[];
}

const fail = { verdict: "fail", exitCode: 1 } as const;
const inconclusive = { verdict: "inconclusive", exitCode: 3 } as const;

/**
 * The precedence of verdicts on two runs: the first rule that applies decides. `docs/compare.md` quotes it.
 *
 * Nothing that was not measured after counts as closed or passed, so all of it stands above the pass.
 */
export const comparisonRules: readonly ComparisonRule[] = [
  {
    ...{ verdict: "blocked", exitCode: 4, alone: true },
    when: "the run after was blocked",
    reasons: ({ after }) =>
      after.verdict === "blocked" ? [`AFTER was blocked: ${after.reasons.join("; ")}`] : [],
  },
  {
    ...{ ...inconclusive, alone: true },
    when: "the two may not be held against each other",
    reasons: ({ comparable }) =>
      comparable.notes
        .filter(({ forbids }) => forbids)
        .map(({ because }) => `not comparable: ${because}`),
  },
  {
    ...fail,
    when: "a gap is back",
    reasons: ({ gaps }) => aboutGaps(came(gaps, "regressed"), "back"),
  },
  {
    ...fail,
    when: "a gap that was proven before is open",
    reasons: ({ gaps }) =>
      aboutGaps(
        came(gaps, "still-open").filter(({ before }) => before === "proven"),
        "proven before and open",
      ),
  },
  {
    ...fail,
    when: "a check that passed before fails",
    reasons: ({ checks }) => aboutChecks(checks.broken, "broke"),
  },
  {
    ...fail,
    when: "a check of priority one fails",
    reasons: ({ p1 }) => about(p1.failing, "check", "of priority one failing"),
  },
  {
    ...fail,
    when: "a journey works less often than before",
    reasons: ({ journeys }) =>
      about(
        idsOf(journeys, ({ change }) => change === "worsened"),
        "journey",
        "worse",
      ),
  },
  {
    ...fail,
    when: "the run after failed by itself",
    reasons: ({ after }) => ownReasons(after, "fail", "failed"),
  },
  {
    ...inconclusive,
    when: "a gap that was not proven before is open",
    reasons: ({ gaps }) =>
      aboutGaps(
        came(gaps, "still-open").filter(({ before }) => before !== "proven"),
        "open, and not proven before",
      ),
  },
  {
    ...inconclusive,
    when: "a gap is closed, and nothing shows that the deployment closed it",
    reasons: ({ gaps }) => aboutUnproven(came(gaps, "closed-unproven")),
  },
  {
    ...inconclusive,
    when: "a gap was not measured after",
    reasons: ({ gaps }) => aboutGaps(came(gaps, "unmeasured"), "not measured after"),
  },
  {
    ...inconclusive,
    when: "a gap is new and not closed",
    reasons: ({ gaps }) =>
      aboutGaps(
        came(gaps, "new").filter(({ after }) => after !== "closed"),
        "not closed, and not declared before",
      ),
  },
  {
    ...inconclusive,
    when: "a gap that was not closed is declared no longer",
    reasons: ({ gaps }) =>
      aboutGaps(
        came(gaps, "gone").filter(({ before }) => before !== "closed"),
        "declared no longer, and not closed before",
      ),
  },
  {
    ...inconclusive,
    when: "a check that ran before is skipped",
    reasons: ({ checks }) => aboutChecks(checks.lost, "skipped now, which is not passed"),
  },
  {
    ...inconclusive,
    when: "a check that ran before is not there",
    reasons: ({ checks }) => aboutChecks(checks.removed, "not there any more"),
  },
  {
    ...inconclusive,
    when: "a check passes only after a retry",
    reasons: ({ checks }) => aboutChecks(checks.nowFlaky, "passed only after a retry"),
  },
  {
    ...inconclusive,
    when: "a check fails that failed before, or did not run",
    reasons: ({ checks }) =>
      aboutChecks(
        [...checks.stillFailing, ...checks.added.filter(({ after }) => after === "failed")],
        "failing, and not known to have worked before",
      ),
  },
  {
    ...inconclusive,
    when: "a journey's rate was measured before, and not after",
    reasons: ({ journeys }) =>
      about(
        idsOf(journeys, ({ change }) => change === "unmeasured"),
        "journey",
        "without a rate after",
      ),
  },
  {
    ...inconclusive,
    when: "there was nothing that both measured",
    reasons: ({ checks, journeys, gaps }) =>
      checks.compared > 0 || came(gaps, "closed").length > 0 || journeys.some(isSampled)
        ? []
        : ["nothing was measured by both runs"],
  },
  {
    ...inconclusive,
    when: "the run after was inconclusive by itself",
    reasons: ({ after }) => ownReasons(after, "inconclusive", "was inconclusive"),
  },
];

function isSampled({ p }: Comparison["journeys"][number]): boolean {
  return p !== undefined;
}

/** The gaps that came out like that. */
export function came(gaps: readonly GapChange[], how: GapTransition): readonly GapChange[] {
  return gaps.filter(({ transition }) => transition === how);
}

function idsOf<T extends { readonly id: string }>(
  all: readonly T[],
  isMeant: (one: T) => boolean,
): readonly string[] {
  return all.filter(isMeant).map(({ id }) => id);
}

function aboutGaps(gaps: readonly GapChange[], what: string): readonly string[] {
  const ids = gaps.map(({ id }) => id);
  return about(ids, "gap", `${be(ids.length)} ${what}`);
}

/** Why a proof does not count is the same for every gap: it is the runs that are in doubt. */
function aboutUnproven(gaps: readonly GapChange[]): readonly string[] {
  const proven = gaps.filter(({ before }) => before === "proven");
  const why = proven[0]?.because;
  return [
    ...aboutGaps(
      gaps.filter(({ before }) => before !== "proven"),
      "closed, and not proven before",
    ),
    ...aboutGaps(proven, "closed, and not shown to be by the deployment").map(
      (told) => `${told}: ${why}`,
    ),
  ];
}

function aboutChecks(checks: readonly CheckChange[], what: string): readonly string[] {
  return about(
    checks.map(({ id }) => id),
    "check",
    what,
  );
}

function ownReasons(
  { verdict, reasons }: ComparisonFacts["after"],
  meant: ComparisonFacts["after"]["verdict"],
  what: string,
): readonly string[] {
  return verdict === meant ? [`AFTER ${what} by itself: ${reasons.join("; ")}`] : [];
}
