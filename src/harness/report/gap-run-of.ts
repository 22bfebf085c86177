import { dayOf } from "../../ground/day.ts";
import type { Diagnosis } from "../diagnosis/diagnosis.ts";
import { phases } from "../gate/check.ts";
import type { CheckResult } from "../gate/check-result.ts";
import type { GapRun } from "../gate/gaps/gap-run.ts";
import type { Target } from "../target/target.ts";
import type { ReportRun } from "./report.ts";

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
  /** What was asked for, when it was not everything. */
  readonly filter: ReportRun["filter"];
}

/** A run as gaps are held against it. */
export function gapRunOf(facts: GapRunFacts): GapRun {
  const { target, checks, repeats, diagnoses, startedAt, rates, filter } = facts;
  const all = [...checks, ...repeats];
  const revision = target === undefined ? undefined : revisionOf(target, all);
  return {
    checks: all,
    causes: diagnoses
      .flatMap(({ causes }) => causes.map(({ id, confidence }) => ({ id, confidence })))
      .toSorted((a, b) => b.confidence - a.confidence),
    ...(revision !== undefined && { revision }),
    reached: wasReached(target, facts),
    isPart: isPart(filter),
    today: dayOf(new Date(startedAt)),
    ...(rates !== undefined && { rates }),
  };
}

/**
 * What stands in for the one that was meant is not it. What answered when it was looked for may be gone by the time
 * somebody asks why checks fail; and where nobody asked either time, failures do not say that anybody was there.
 */
function wasReached(
  target: Target | undefined,
  { checks, diagnoses }: Pick<GapRunFacts, "checks" | "diagnoses">,
): boolean {
  if (target === undefined || target.fallback) return false;
  const isHeard = target.identity !== undefined || diagnoses.length > 0;
  const hasFailed = checks.some(({ state }) => state === "failed");
  return diagnoses.every(({ reached }) => reached) && (isHeard || !hasFailed);
}

/** What is skipped for waiting too long is among the results; what another filter left out is not. */
function isPart(filter: ReportRun["filter"]): boolean {
  if (filter === undefined) return false;
  const { pattern, tags, phases: walked } = filter;
  const isSome = walked !== undefined && walked.length < phases.length;
  return pattern !== undefined || tags !== undefined || isSome;
}

/** Whoever answered, by name: several where several did, which is identified all the same. */
function revisionOf({ identity }: Target, checks: readonly CheckResult[]): string | undefined {
  if (identity?.revision === undefined) return undefined;
  const met = checks.flatMap(({ attempts }) => attempts.flatMap(({ revisions = [] }) => revisions));
  return [...new Set([identity.revision, ...met])].join(" + ");
}
