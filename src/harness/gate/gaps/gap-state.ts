import type { CauseId } from "../../../ground/cause.ts";
import {
  factsOf,
  type GapEvidence,
  type GapFacts,
  type GapMode,
  type GapState,
  isTied,
} from "./gap-facts.ts";
import type { DeclaredGap, GapCheck, GapRun } from "./gap-run.ts";

/** How a gap stands after a run. */
export interface GapOutcome {
  readonly id: string;
  readonly state: GapState;
  readonly declaredCause: CauseId;
  /** What its checks fail of, as far as anybody knows; absent when they do not fail. */
  readonly observedCause?: CauseId;
  readonly revision?: string;
  /** Day it was declared. */
  readonly since: string;
  /** How often all its checks passed in this run. */
  readonly passes: number;
  /** One sentence with the numbers it rests on. */
  readonly because: string;
}

/** One line of the table. */
interface GapRule {
  readonly modes: readonly GapMode[];
  readonly when: string;
  readonly state: GapState;
  readonly applies: (facts: GapFacts) => boolean;
  readonly because: (facts: GapFacts) => string;
}

const both: readonly GapMode[] = ["prove", "verify"];

/**
 * How a gap comes to stand as it does: the first rule that applies decides.
 *
 * What nobody could measure comes first, and proof last: a gap is proven only when nothing speaks against it.
 */
export const gapRules: readonly GapRule[] = [
  {
    modes: both,
    when: "the target was not reached",
    state: "blocked",
    applies: ({ run }) => !run.reached,
    because: () => "the target was not reached, so nothing was measured",
  },
  {
    modes: ["prove"],
    when: "nobody knows which revision answered",
    state: "blocked",
    applies: ({ run }) => run.revision === undefined || run.revision.trim() === "",
    because: () => "no revision was identified, so nobody knows what was measured",
  },
  {
    modes: ["verify"],
    when: "it was closed and fails again",
    state: "regressed",
    applies: ({ wasClosed, isFailing }) => wasClosed && isFailing,
    because: (facts) => `it was closed, and ${failures(facts)}`,
  },
  {
    modes: both,
    when: "its checks passed often enough in a row",
    state: "closed",
    applies: ({ showing, isClosed, inARow, gap }) =>
      showing === "passing" && (isClosed || inARow >= gap.times),
    because: ({ inARow, gap, mode }) =>
      mode === "prove"
        ? `there is no such gap: passed ${inARow} of ${times(gap.times)} in a row`
        : `passed ${inARow} of ${times(gap.times)} in a row`,
  },
  {
    modes: both,
    when: "it came back, and has not passed often enough since",
    state: "regressed",
    applies: ({ wasClosed, isClosed, showing }) =>
      wasClosed && !isClosed && (showing === "passing" || showing === "flaky"),
    because: ({ inARow, gap }) =>
      `it came back, and since then passed ${inARow} of ${times(gap.times)} in a row`,
  },
  {
    modes: ["verify"],
    when: "it is past the last day it may stay open",
    state: "expired",
    applies: ({ gap, run, isClosed, ran }) =>
      !isClosed && ran.length > 0 && gap.until !== undefined && gap.until < run.today,
    because: ({ gap, run, inARow }) =>
      `it may stay open until ${gap.until}, today is ${run.today}, and it passed ${inARow} of ${times(gap.times)} in a row`,
  },
  {
    modes: ["verify"],
    when: "its checks fail",
    state: "open",
    applies: ({ isFailing }) => isFailing,
    because: failures,
  },
  {
    modes: both,
    when: "too little of it was measured",
    state: "unmeasured",
    applies: ({ showing, gap, leftOut }) =>
      showing === "nothing" || (gap.checks !== undefined && leftOut.length > 0),
    because: (facts) =>
      facts.leftOut.length === 0
        ? "none of its checks ran"
        : `not measured: ${facts.leftOut.map((id) => leftOutText(id, facts)).join(", ")}`,
  },
  {
    modes: both,
    when: "it is closed, and now passed only after a retry",
    state: "unmeasured",
    applies: ({ showing, isClosed }) => showing === "flaky" && isClosed,
    because: ({ ran }) => `it is closed, and ${flakes(ran)}: neither a pass nor a failure`,
  },
  {
    modes: both,
    when: "its checks passed only after a retry",
    state: "open",
    applies: ({ showing }) => showing === "flaky",
    because: ({ ran }) => `${flakes(ran)}, which is no pass`,
  },
  {
    modes: both,
    when: "its checks passed, and not often enough yet",
    state: "open",
    applies: ({ showing }) => showing === "passing",
    because: ({ inARow, gap }) => `passed ${inARow} of ${times(gap.times)} in a row`,
  },
  {
    modes: ["prove"],
    when: "some of its checks fail, and some do not",
    state: "open",
    applies: ({ showing }) => showing === "partly-failing",
    because: (facts) => `${failures(facts)}; it is proven when all of them do`,
  },
  {
    modes: ["prove"],
    when: "the diagnosis names no cause",
    state: "wrong-reason",
    applies: ({ run }) => run.causes.length === 0,
    because: (facts) => `${failures(facts)}, and the diagnosis names no cause`,
  },
  {
    modes: ["prove"],
    when: "the diagnosis does not name the declared cause",
    state: "wrong-reason",
    applies: ({ confidence }) => confidence < 0,
    because: ({ gap, run }) => `the diagnosis names ${named(run)}, and not ${gap.cause}`,
  },
  {
    modes: ["prove"],
    when: "the diagnosis is not sure enough of the declared cause",
    state: "wrong-reason",
    applies: ({ confidence, gap }) => !(confidence >= gap.minConfidence),
    because: ({ confidence, gap }) =>
      `the diagnosis names ${gap.cause} with a confidence of ${confidence}, and ${gap.minConfidence} is needed`,
  },
  {
    modes: ["prove"],
    when: "its checks fail of something else, or of nobody knows what",
    state: "wrong-reason",
    applies: (facts) => !isTied(facts),
    because: ({ gap, failed, foreign }) =>
      failed.length === 0
        ? "no check failed that would show why"
        : `of ${checks(failed.length)} that failed, ${foreign.length} not of ${gap.cause}: ${foreign.map(reasoned).join(", ")}`,
  },
  {
    modes: ["prove"],
    when: "its checks fail of the declared cause",
    state: "proven",
    applies: (facts) =>
      facts.showing === "failing" && facts.confidence >= facts.gap.minConfidence && isTied(facts),
    because: (facts) =>
      `${failures(facts)} of ${facts.gap.cause}, with a confidence of ${facts.confidence} where ${facts.gap.minConfidence} is needed${facts.wasClosed ? "; it was closed, and is back" : ""}`,
  },
];

/** What is left when no rule of {@link gapRules} applies: never proof. */
export const otherwiseUnmeasured: GapRule = {
  modes: both,
  when: "none of the above",
  state: "unmeasured",
  applies: () => true,
  because: () => "the run shows nothing of it",
};

/** Says how a gap stands after a run. Pure: same evidence, same state. */
export function gapState(gap: DeclaredGap, evidence: GapEvidence): GapOutcome {
  const facts = factsOf(gap, evidence);
  const rule =
    gapRules.find(({ modes, applies }) => modes.includes(evidence.mode) && applies(facts)) ??
    otherwiseUnmeasured;
  const { revision } = evidence.run;
  const observedCause = evidence.run.reached ? observed(facts) : undefined;
  return {
    id: gap.id,
    state: rule.state,
    declaredCause: gap.cause,
    ...(observedCause !== undefined && { observedCause }),
    ...(revision !== undefined && { revision }),
    since: gap.since,
    passes: evidence.run.reached ? facts.passes : 0,
    because: rule.because(facts),
  };
}

/** What the failing checks say themselves comes before what the diagnosis says of everything. */
function observed({ isFailing, foreign, run, gap, confidence }: GapFacts): CauseId | undefined {
  if (!isFailing) return undefined;
  const otherwise = foreign.find(({ explainedBy }) => explainedBy !== undefined)?.explainedBy;
  if (otherwise !== undefined) return otherwise;
  return confidence >= gap.minConfidence ? gap.cause : run.causes[0]?.id;
}

function failures({ failed, ran, gap, run }: GapFacts): string {
  const counted = `${failed.length} of ${checks(ran.length)} failed`;
  if (gap.rate === undefined) return counted;
  const trials = run.rates?.[gap.id]?.because;
  const told = trials === undefined ? counted : `${trials}; ${counted}`;
  return `the rate of ${gap.journey} is below ${gap.rate.target} (${told})`;
}

function flakes(ran: readonly GapCheck[]): string {
  const flaky = ran.filter(({ state }) => state === "flaky");
  return `${flaky.length} of ${checks(ran.length)} passed only after a retry`;
}

function named({ causes }: GapRun): string {
  return causes.map(({ id, confidence }) => `${id} (${confidence})`).join(", ");
}

/** With why it was skipped, so that somebody can do something about it. */
function leftOutText(id: string, { run }: GapFacts): string {
  const reason = run.checks.find((check) => check.id === id)?.skip?.reason;
  return reason === undefined ? id : `${id} (${reason})`;
}

function reasoned({ id, explainedBy }: GapCheck): string {
  return explainedBy === undefined ? `${id} (unexplained)` : `${id} (${explainedBy})`;
}

function checks(n: number): string {
  return n === 1 ? "1 check" : `${n} checks`;
}

function times(n: number): string {
  return n === 1 ? "1 time" : `${n} times`;
}
