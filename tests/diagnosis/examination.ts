import type { Quirk } from "../../src/fixtures/faults/fault.ts";
import type { CauseId } from "../../src/ground/cause.ts";
import { diagnoseAgain } from "../../src/harness/diagnosis/diagnose.ts";
import { certainFrom } from "../../src/harness/diagnosis/finding.ts";
import { Recorder } from "../../src/harness/diagnosis/recording.ts";
import { askChecks } from "./asked-checks.ts";
import type { Outcome } from "./score.ts";
import { type Trial, type TrialOptions, tryOut } from "./trial.ts";

/** Backends to be diagnosed. */
export interface Patient {
  readonly quirks: readonly Quirk[];
  /** What is wrong with it; nothing for a healthy one. */
  readonly truth: readonly CauseId[];
  /** @default the examination's */
  readonly seed?: number;
}

export interface ExaminationOptions extends TrialOptions {
  /** How many are diagnosed at a time. */
  readonly workers: number;
  /** Asks the suite's checks where the wire looks sound, as the command does. */
  readonly checks: boolean;
  readonly onOutcome?: (outcome: Outcome) => void;
}

/** Diagnoses many backends as `gapproof diagnose` would. */
export async function examine(
  patients: readonly Patient[],
  options: ExaminationOptions,
): Promise<readonly Outcome[]> {
  const trials = await tryAll(patients, options);
  const unsure = options.checks ? [...trials].filter(([, trial]) => !standsOut(trial)) : [];
  const asked = unsure.map(([patient]) => ({ id: nameOf(patient), quirks: played(patient) }));
  const answers = asked.length === 0 ? new Map() : await askChecks(asked, options);
  return await Promise.all(
    patients.map(async (patient) => {
      const trial = trials.get(patient);
      if (trial === undefined) throw new Error(`${nameOf(patient)} was not tried`);
      const saw = answers.get(nameOf(patient));
      const { durationMs, recording } = trial;
      const recorder = new Recorder(recording);
      if (saw !== undefined) recorder.note("checks", saw, 0);
      const outcome: Outcome = {
        played: played(patient),
        truth: patient.truth,
        durationMs,
        askedChecks: saw !== undefined,
        diagnosis:
          saw === undefined
            ? trial.diagnosis
            : await diagnoseAgain(recorder.recording(recording.target, new Date())),
      };
      options.onOutcome?.(outcome);
      return outcome;
    }),
  );
}

async function tryAll(
  patients: readonly Patient[],
  options: ExaminationOptions,
): Promise<ReadonlyMap<Patient, Trial>> {
  const trials = new Map<Patient, Trial>();
  const queue = [...patients];
  const work = async (): Promise<void> => {
    for (let patient = queue.shift(); patient !== undefined; patient = queue.shift()) {
      const { seed = options.seed } = patient;
      trials.set(patient, await tryOut(patient.quirks, { ...options, seed }));
    }
  };
  await Promise.all(Array.from({ length: options.workers }, work));
  return trials;
}

/** Nobody asks the checks once a cause stands out. */
function standsOut({ diagnosis }: Trial): boolean {
  return diagnosis.causes.some(({ confidence }) => confidence >= certainFrom);
}

function played({ quirks }: Patient): readonly string[] {
  return quirks.map(({ id }) => id);
}

function nameOf({ quirks, seed }: Patient): string {
  return [...quirks.map(({ id }) => id), ...(seed === undefined ? [] : [seed])].join(" + ");
}
