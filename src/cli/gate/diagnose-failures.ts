import type { Provision } from "../../fixtures/provision.ts";
import { explain } from "../../ground/errors.ts";
import type { Diagnosis } from "../../harness/diagnosis/diagnosis.ts";
import type { Subject } from "../../harness/diagnosis/subject.ts";
import type { CheckResult } from "../../harness/gate/check-result.ts";
import { liftExhibits } from "../../harness/report/exhibits.ts";
import type { ProgressEvent } from "../../harness/report/progress.ts";
import type { Settings } from "../../harness/settings/settings.ts";
import { branchOf } from "../diagnose/branch-of.ts";
import { directOf } from "../diagnose/direct.ts";
import { subjectOf } from "../diagnose/subject-of.ts";

/** After which a diagnosis ends with what is known: the checks have said what they had to say. Milliseconds. */
const longestMs = 60_000;

export interface FailureQuestion {
  readonly ready: Provision;
  readonly checks: readonly CheckResult[];
  /** Asks even where no check failed: a journey did too often. @default false */
  readonly anyway?: boolean;
  readonly settings: Settings;
  readonly interrupted: AbortSignal;
  /** How long probing may take. Milliseconds. @default a minute */
  readonly limitMs?: number;
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
}

/** Failed checks with their causes, as far as there are any. */
export interface FailureAnswer {
  readonly checks: readonly CheckResult[];
  readonly diagnoses: readonly Diagnosis[];
  readonly warnings: readonly string[];
}

/**
 * Asks once why checks failed, and says of each which cause explains it. However many there are, the wire
 * is probed once: what they say is evidence, too.
 */
export async function diagnoseFailures(question: FailureQuestion): Promise<FailureAnswer> {
  const { ready, checks, interrupted, limitMs = longestMs, onProgress } = question;
  if (question.anyway !== true && !checks.some(({ state }) => state === "failed")) {
    return { checks, diagnoses: [], warnings: [] };
  }
  const [{ diagnose }, { checksSaw }, { explainedBy, explanationIn }] = await Promise.all([
    import("../../harness/diagnosis/diagnose.ts"),
    import("../../harness/diagnosis/checks-saw.ts"),
    import("../../harness/diagnosis/explained-by.ts"),
  ]);
  const { direct, warnings } = await directIn(question);
  try {
    const saw = checksSaw(checks);
    const branch = branchOf(ready.provided, liftExhibits(checks).drift);
    const more = { direct, signal: interrupted, ...(branch === undefined ? {} : { branch }) };
    const diagnosis = await diagnose(subjectOf(ready.provided, more), {
      ...{ known: { checks: saw }, limitMs },
      onProbe: (title) => onProgress?.({ kind: "diagnosing", title }),
    });
    const explained = explainedBy(saw.failed, explanationIn(diagnosis));
    return {
      checks: checks.map((check) => {
        const cause = explained.get(check.id);
        return cause === undefined ? check : { ...check, explainedBy: cause };
      }),
      diagnoses: [diagnosis],
      warnings,
    };
  } catch (error) {
    const why = interrupted.aborted ? "that was interrupted" : explain(error);
    const undiagnosed = `the failures were not diagnosed: ${why}`;
    return { checks, diagnoses: [], warnings: [...warnings, undiagnosed] };
  }
}

/** A way around the edge that is misspelt costs that way, and not the diagnosis. */
async function directIn({
  settings,
  ready,
}: FailureQuestion): Promise<Pick<Subject, "direct"> & Pick<FailureAnswer, "warnings">> {
  try {
    return { direct: await directOf(settings, ready.target), warnings: [] };
  } catch (error) {
    return {
      direct: undefined,
      warnings: [`the failures were not looked at directly: ${explain(error)}`],
    };
  }
}
