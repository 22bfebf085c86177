import type { Provision } from "../../fixtures/provision.ts";
import { explain } from "../../ground/errors.ts";
import type { Diagnosis } from "../../harness/diagnosis/diagnosis.ts";
import type { Walked } from "../../harness/report/weighing.ts";
import type { Settings } from "../../harness/settings/settings.ts";
import { branchOf } from "../diagnose/branch-of.ts";
import { directOf } from "../diagnose/direct.ts";
import { subjectOf } from "../diagnose/subject-of.ts";

/** After which a diagnosis ends with what is known. Milliseconds. */
const longestMs = 60_000;

interface RateQuestion {
  readonly ready: Provision;
  readonly walked: Pick<Walked, "rates" | "loop">;
  readonly settings: Settings;
  readonly interrupted: AbortSignal;
  readonly onProbe?: ((title: string) => void) | undefined;
}

interface RateAnswer {
  readonly diagnoses: readonly Diagnosis[];
  readonly warnings: readonly string[];
}

/** Whether a rate was decided to be too low, or the loop lost. */
function hasFailed({ rates, loop }: Pick<Walked, "rates" | "loop">): boolean {
  return loop?.decision === "fail" || rates.some(({ decision }) => decision === "fail");
}

/** Asks the wire once why journeys do not work as often as they should. */
export async function diagnoseRates(question: RateQuestion): Promise<RateAnswer> {
  const { ready, walked, settings, interrupted, onProbe } = question;
  if (!hasFailed(walked)) return { diagnoses: [], warnings: [] };
  const { diagnose } = await import("../../harness/diagnosis/diagnose.ts");
  try {
    const direct = await directOf(settings, ready.target);
    const branch = branchOf(ready.provided);
    const subject = subjectOf(ready.provided, {
      signal: interrupted,
      ...(direct === undefined ? {} : { direct }),
      ...(branch === undefined ? {} : { branch }),
    });
    const diagnosis = await diagnose(subject, {
      limitMs: longestMs,
      ...(onProbe === undefined ? {} : { onProbe }),
    });
    return { diagnoses: [diagnosis], warnings: fleeting(diagnosis) };
  } catch (error) {
    const why = interrupted.aborted ? "that was interrupted" : explain(error);
    return { diagnoses: [], warnings: [`the failures were not diagnosed: ${why}`] };
  }
}

/** A diagnosis looks once, and what fails now and then may just then have worked. */
function fleeting({ healthy }: Diagnosis): readonly string[] {
  if (!healthy) return [];
  return [
    "the diagnosis met no failure: this one comes and goes; the outcomes, revisions and transcripts of the trials say what there is to see",
  ];
}
