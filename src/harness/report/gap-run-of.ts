import { dayOf } from "../../ground/day.ts";
import type { Diagnosis } from "../diagnosis/diagnosis.ts";
import type { CheckResult } from "../gate/check-result.ts";
import type { GapRun } from "../gate/gaps/gap-run.ts";
import type { Target } from "../target/target.ts";

/** What of a run says something about gaps. */
export interface GapRunFacts {
  /** Absent where none was found. */
  readonly target: Target | undefined;
  readonly startedAt: string;
  readonly checks: readonly CheckResult[];
  /** Results of the checks that were run again. */
  readonly repeats: readonly CheckResult[];
  readonly diagnoses: readonly Diagnosis[];
  readonly rates: GapRun["rates"];
}

/** A run as gaps are held against it. */
export function gapRunOf(facts: GapRunFacts): GapRun {
  const { target, checks, repeats, diagnoses, startedAt, rates } = facts;
  const all = [...checks, ...repeats];
  const revision = target === undefined ? undefined : revisionOf(target, all);
  return {
    checks: all,
    causes: diagnoses
      .flatMap(({ causes }) => causes.map(({ id, confidence }) => ({ id, confidence })))
      .toSorted((a, b) => b.confidence - a.confidence),
    ...(revision !== undefined && { revision }),
    // What answered when it was looked for may be gone by the time somebody asks why checks fail.
    reached: target !== undefined && diagnoses.every(({ reached }) => reached),
    today: dayOf(new Date(startedAt)),
    ...(rates !== undefined && { rates }),
  };
}

/** Whoever answered, by name: several where several did, which is identified all the same. */
function revisionOf({ identity }: Target, checks: readonly CheckResult[]): string | undefined {
  if (identity?.revision === undefined) return undefined;
  const met = checks.flatMap(({ attempts }) => attempts.flatMap(({ revisions = [] }) => revisions));
  return [...new Set([identity.revision, ...met])].join(" + ");
}
