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
  /** How the same checks ended on the branch's own build; absent where nobody looked. */
  readonly branch?: readonly GapCheck[] | undefined;
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
    unexplained: [...new Set(unexplained(run, declared).map(({ id }) => id))],
  };
}

function reported(gap: OwnedGap, { mode, earlier, branch }: GapQuestion, run: GapRun): ReportedGap {
  const outcome = gapState(gap, { mode, run, earlier: earlier[gap.id] });
  const { owner, until, plan } = gap;
  return {
    ...{ ...outcome, owner },
    ...(until !== undefined && { until }),
    ...(plan !== undefined && { plan }),
    ...(mode === "prove" && { nature: natureOf(gap, branch) }),
    checks: checksOf(gap, run.checks),
  };
}

/** Of a journey that is not as it should be on the branch, one failing check is enough to say so. */
function natureOf(gap: OwnedGap, branch: readonly GapCheck[] | undefined): GapNature {
  const mine = (branch ?? []).filter((check) => belongsTo(gap, check));
  if (mine.some(({ state }) => state === "failed")) return "defect";
  const passed = new Set(mine.filter(({ state }) => state === "passed").map(({ id }) => id));
  const wanted = gap.checks ?? checksOf(gap, mine);
  const isWhole = wanted.length > 0 && wanted.every((id) => passed.has(id));
  return isWhole ? "deployment-gap" : "unknown";
}

function checksOf(gap: OwnedGap, checks: readonly GapCheck[]): readonly string[] {
  if (gap.checks !== undefined) return gap.checks;
  const ran = checks.filter((check) => belongsTo(gap, check) && check.state !== "skipped");
  return [...new Set(ran.map(({ id }) => id))];
}
