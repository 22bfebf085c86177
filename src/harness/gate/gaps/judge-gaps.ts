import type { JourneyRate } from "../journeys.ts";
import type { GapHistory, GapMode } from "./gap-facts.ts";
import { belongsTo, type GapCheck, type GapRun, unexplained } from "./gap-run.ts";
import { gapState } from "./gap-state.ts";
import type { GapNature, OwnedGap, ReportedGap } from "./reported-gap.ts";

/** What is asked of a run about the declared gaps. */
export interface GapQuestion {
  readonly mode: GapMode;
  /** The gaps to be judged. */
  readonly gaps: readonly OwnedGap[];
  /** Every declared gap: what fails of one that is not judged now is accounted for as well. @default `gaps` */
  readonly declared?: readonly OwnedGap[];
  /** What earlier runs left of them, by id. */
  readonly earlier: Readonly<Record<string, GapHistory>>;
  /** What the branch's own build says of the same; absent where nobody looked. */
  readonly branch?: BranchResults | undefined;
}

/** How the checks of gaps ended on the branch's own build, and what its journeys' rates are. */
export interface BranchResults {
  readonly checks: readonly GapCheck[];
  readonly journeys: readonly Pick<JourneyRate, "id" | "of" | "decision" | "target">[];
}

/** How the declared gaps stand, and what fails beside them. */
export interface GapStanding {
  readonly gaps: readonly ReportedGap[];
  /** Ids of failed checks that no gap accounts for. */
  readonly unexplained: readonly string[];
}

/** Judges every gap by one run. Pure: same evidence, same standing. */
export function judgeGaps(question: GapQuestion, run: GapRun): GapStanding {
  const { gaps, declared = gaps } = question;
  return {
    gaps: gaps.map((gap) => reported(gap, question, run)),
    unexplained: [...new Set(unexplained(run, gaps, declared).map(({ id }) => id))],
  };
}

function reported(gap: OwnedGap, { mode, earlier, branch }: GapQuestion, run: GapRun): ReportedGap {
  const outcome = gapState(gap, { mode, run, earlier: earlier[gap.id] });
  const { owner, until, plan } = gap;
  return {
    ...{ ...outcome, owner },
    ...(until !== undefined && { until }),
    ...(plan !== undefined && { plan }),
    ...(mode === "prove" && { nature: natureOf(gap, branch, run) }),
    checks: checksOf(gap, run.checks),
  };
}

/**
 * Of a journey that is not as it should be on the branch, one failing check is enough to say so; that it is well there
 * takes every check that ran on the deployment. A rate takes trials on both.
 */
function natureOf(gap: OwnedGap, branch: BranchResults | undefined, run: GapRun): GapNature {
  if (branch === undefined) return "unknown";
  if (gap.rate !== undefined) return natureOfRate(gap, branch);
  const mine = branch.checks.filter((check) => belongsTo(gap, check));
  if (mine.some(({ state }) => state === "failed")) return "defect";
  const passed = new Set(mine.filter(({ state }) => state === "passed").map(({ id }) => id));
  const wanted = checksOf(gap, run.checks);
  const isWhole = wanted.length > 0 && wanted.every((id) => passed.has(id));
  return isWhole ? "deployment-gap" : "unknown";
}

function natureOfRate({ journey, rate }: OwnedGap, { journeys }: BranchResults): GapNature {
  const walked = journeys.find(({ id, of }) => id === journey && of === "trials");
  if (walked?.decision === "fail") return "defect";
  const isGood = walked?.decision === "pass" && (walked.target ?? 0) >= (rate?.target ?? 1);
  return isGood ? "deployment-gap" : "unknown";
}

function checksOf(gap: OwnedGap, checks: readonly GapCheck[]): readonly string[] {
  if (gap.checks !== undefined) return gap.checks;
  const ran = checks.filter((check) => belongsTo(gap, check) && check.state !== "skipped");
  return [...new Set(ran.map(({ id }) => id))];
}
