import type { CauseId } from "../../../ground/cause.ts";
import type { CheckResult, CheckState } from "../../gate/check-result.ts";
import type { Report } from "../report.ts";

/** A check of one run. One that was repeated is here once. */
export interface MergedCheck {
  readonly id: string;
  readonly state: CheckState;
  readonly tags: readonly string[];
  readonly explainedBy?: CauseId;
  /** It was skipped because nobody asked for it. */
  readonly isFilteredOut: boolean;
}

const worstFirst: readonly CheckState[] = ["failed", "flaky", "skipped", "passed"];

/** The checks of a run by id. Of one that was repeated, the worst result stands: a failure is not outvoted. */
export function mergeChecks({
  checks,
  repeats = [],
}: Pick<Report, "checks" | "repeats">): ReadonlyMap<string, MergedCheck> {
  const merged = new Map<string, MergedCheck>();
  for (const check of [...checks, ...repeats]) {
    const other = merged.get(check.id);
    if (other === undefined || rank(check.state) < rank(other.state))
      merged.set(check.id, mergedOf(check));
  }
  return merged;
}

function mergedOf({ id, state, tags, skip, explainedBy }: CheckResult): MergedCheck {
  return {
    ...{ id, state, tags, isFilteredOut: skip?.kind === "filtered" },
    ...(explainedBy === undefined ? {} : { explainedBy }),
  };
}

function rank(state: CheckState): number {
  return worstFirst.indexOf(state);
}
