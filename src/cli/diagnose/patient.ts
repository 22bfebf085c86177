import type { Provision } from "../../fixtures/provision.ts";
import { provision } from "../../fixtures/provision.ts";
import { GapproofError } from "../../ground/errors.ts";
import type { ExitCode } from "../../ground/exit-code.ts";
import type { ChecksSaw } from "../../harness/diagnosis/probes/checks-saw.ts";
import type { Subject } from "../../harness/diagnosis/subject.ts";
import { newRunId } from "../../harness/report/run-id.ts";
import type { Settings } from "../../harness/settings/settings.ts";
import type { BlockedResolution } from "../../harness/target/blocked.ts";
import { branchOf } from "./branch-of.ts";
import { directOf } from "./direct.ts";
import { subjectOf } from "./subject-of.ts";

/** Nobody named a backend, and none was found. */
export class NothingToDiagnose extends GapproofError {
  override readonly name: string = "NothingToDiagnose";
  readonly code: string = "GAPPROOF_NO_SUBJECT";
  readonly exitCode: ExitCode = 4;

  constructor({ reason, advice }: BlockedResolution) {
    super(
      [`There is nothing to diagnose: ${reason}`, ...advice.map((line) => `  - ${line}`)].join(
        "\n",
      ),
    );
  }
}

/** What is diagnosed, and the way to run the suite's checks against it. */
export interface Patient extends AsyncDisposable {
  readonly subject: Subject;
  readonly checks: (() => Promise<ChecksSaw>) | undefined;
}

export interface PatientOptions {
  /** The same deployment without its edge. @default what the contract's variables say */
  readonly direct: string | undefined;
  /** Revision that should answer. @default any, as long as it is one */
  readonly expectedRevision?: string | undefined;
  /** Whether the suite's checks may be run. */
  readonly checks: boolean;
  readonly signal: AbortSignal;
}

/**
 * Finds what is to be diagnosed. Unlike a test's target it need not be well: a place that was named is
 * taken as it is.
 *
 * @throws {@link NothingToDiagnose}, and ConfigurationError for settings gapproof refuses to guess about
 */
export async function openPatient(settings: Settings, options: PatientOptions): Promise<Patient> {
  const { signal, expectedRevision } = options;
  const runId = newRunId(new Date());
  const isNamed = settings.target.kind === "url";
  const first = await provision({ settings, runId, signal, preflight: !isNamed });
  const found =
    first.state === "blocked"
      ? await provision({ settings, runId, signal, preflight: false })
      : first;
  if (found.state === "blocked") throw new NothingToDiagnose(found);
  const direct = await directOf(settings, found.target, options.direct);
  const branch = branchOf(found.provided);
  const subject = subjectOf(found.provided, {
    signal,
    ...(branch === undefined ? {} : { branch }),
    ...(direct === undefined ? {} : { direct }),
    ...(expectedRevision === undefined ? {} : { expectedRevision }),
  });
  return {
    subject,
    checks: options.checks ? () => runChecks(found, signal) : undefined,
    [Symbol.asyncDispose]: () => found[Symbol.asyncDispose](),
  };
}

async function runChecks(ready: Provision, interrupted: AbortSignal): Promise<ChecksSaw> {
  const { fastChecksOn } = await import("./fast-run.ts");
  return await fastChecksOn(ready, interrupted);
}
