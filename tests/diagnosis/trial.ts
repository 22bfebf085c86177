import { subjectOf } from "../../src/cli/diagnose/subject-of.ts";
import type { Quirk } from "../../src/fixtures/faults/fault.ts";
import { diagnose } from "../../src/harness/diagnosis/diagnose.ts";
import type { Diagnosis } from "../../src/harness/diagnosis/diagnosis.ts";
import { Recorder, type Recording } from "../../src/harness/diagnosis/recording.ts";
import type { Subject } from "../../src/harness/diagnosis/subject.ts";
import { setStage } from "../matrix/stage.ts";
import { branchOf } from "./branch-of.ts";
import { setDirectStage } from "./direct.ts";

export interface TrialOptions {
  readonly seed: number;
  /** Gives the origin's own address, where something stands in front of it. */
  readonly direct: boolean;
  /** Gives the secret that tokens are signed with. */
  readonly secret: boolean;
  /** Goes on when a cause stands out. @default false */
  readonly thorough?: boolean;
}

export interface Trial {
  readonly diagnosis: Diagnosis;
  readonly durationMs: number;
  readonly recording: Recording;
}

/** Sets a stage with some quirks and has it diagnosed from the wire. */
export async function tryOut(quirks: readonly Quirk[], options: TrialOptions): Promise<Trial> {
  // What only a deployment shows, and what only files show, has no other way in.
  const isPlain = quirks.every(
    ({ dress, deploys }) => dress === undefined && deploys === undefined,
  );
  if (options.direct && isPlain) {
    await using stage = await setDirectStage(quirks, options.seed);
    return await examine(stage.subject, options);
  }
  await using stage = await setStage(quirks, options.seed);
  const branch = branchOf(stage);
  return await examine(subjectOf(stage.run, branch === undefined ? {} : { branch }), options);
}

async function examine(subject: Subject, { secret, thorough }: TrialOptions): Promise<Trial> {
  const { environment } = subject.credentials;
  const recorder = new Recorder();
  const start = performance.now();
  const diagnosis = await diagnose(
    secret ? subject : { ...subject, credentials: { environment } },
    { onSeen: recorder.note, thorough },
  );
  const durationMs = performance.now() - start;
  return { diagnosis, durationMs, recording: recorder.recording(diagnosis.target, new Date()) };
}
