import type { Provision } from "../../fixtures/provision.ts";
import { linkAbort } from "../../ground/abort.ts";
import { explain } from "../../ground/errors.ts";
import type { Diagnosis } from "../../harness/diagnosis/diagnosis.ts";
import type { CheckResult } from "../../harness/gate/check-result.ts";
import type { ProgressEvent } from "../../harness/report/progress.ts";
import { subjectOf } from "../diagnose/subject-of.ts";

/** After which a diagnosis is given up: the checks have said what they had to say. Milliseconds. */
const longestMs = 60_000;

export interface FailureQuestion {
  readonly ready: Provision;
  readonly checks: readonly CheckResult[];
  readonly interrupted: AbortSignal;
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
  const { ready, checks, interrupted, onProgress } = question;
  if (!checks.some(({ state }) => state === "failed")) {
    return { checks, diagnoses: [], warnings: [] };
  }
  const [{ diagnose }, { checksSaw }, { explainedBy, explanationIn }] = await Promise.all([
    import("../../harness/diagnosis/diagnose.ts"),
    import("../../harness/diagnosis/checks-saw.ts"),
    import("../../harness/diagnosis/explained-by.ts"),
  ]);
  using limit = linkAbort([interrupted], longestMs);
  try {
    const saw = checksSaw(checks);
    const diagnosis = await diagnose(subjectOf(ready.provided, { signal: limit.signal }), {
      known: { checks: saw },
      onProbe: (title) => onProgress?.({ kind: "diagnosing", title }),
    });
    const explained = explainedBy(saw.failed, explanationIn(diagnosis));
    return {
      checks: checks.map((check) => {
        const cause = explained.get(check.id);
        return cause === undefined ? check : { ...check, explainedBy: cause };
      }),
      diagnoses: [diagnosis],
      warnings: [],
    };
  } catch (error) {
    const why = limit.signal.aborted ? `it took more than ${longestMs / 1000} s` : explain(error);
    return { checks, diagnoses: [], warnings: [`the failures were not diagnosed: ${why}`] };
  }
}
