import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ConfigurationError, explain } from "../../ground/errors.ts";
import type { ExitCode } from "../../ground/exit-code.ts";
import { redactDeep } from "../../ground/redact.ts";
import { diagnose, diagnoseAgain } from "../../harness/diagnosis/diagnose.ts";
import type { Diagnosis } from "../../harness/diagnosis/diagnosis.ts";
import { parseRecording, Recorder } from "../../harness/diagnosis/recording.ts";
import { renderDiagnosis } from "../../harness/report/diagnosis-text.ts";
import { loadSettings, type SettingsFlags } from "../../harness/settings/load-settings.ts";
import type { Io } from "../io.ts";
import { NothingToDiagnose, openPatient } from "./patient.ts";

export interface DiagnoseFlags {
  readonly url?: string | undefined;
  readonly direct?: string;
  readonly expectRevision?: string;
  readonly checks: boolean;
  readonly thorough?: boolean;
  readonly record?: string;
  readonly replay?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Width where there is no terminal: logs scroll. */
const logWidth = 120;

/** Diagnoses a backend, or a recording of one, and says what came of it. */
export async function runDiagnose(
  flags: DiagnoseFlags,
  target: SettingsFlags,
  io: Io,
): Promise<void> {
  refuseContradictions(flags, target);
  const diagnosis =
    flags.replay === undefined
      ? await diagnoseNow(flags, target, io)
      : await diagnoseAgain(await recordingAt(flags.replay, io), flags.replay);
  if (diagnosis === undefined) return;
  const { color, columns: width = logWidth } = io;
  io.out(
    flags.json === true
      ? `${JSON.stringify(redactDeep(diagnosis), undefined, 2)}\n`
      : renderDiagnosis(diagnosis, { color, width, probes: flags.quiet !== true }),
  );
  io.exit(exitCodeOf(diagnosis));
}

function refuseContradictions(flags: DiagnoseFlags, target: SettingsFlags): void {
  const both = (one: string, other: string): never => {
    throw new ConfigurationError(one, `cannot go together with ${other}`);
  };
  if (flags.url !== undefined && target.target !== undefined) both("[url]", "--target");
  if (flags.expectRevision?.trim() === "")
    throw new ConfigurationError("--expect-revision", "must name a revision", { received: "" });
  if (flags.replay === undefined) return;
  if (flags.url !== undefined) both("--replay", "[url]");
  if (target.target !== undefined) both("--replay", "--target");
  if (flags.record !== undefined) both("--replay", "--record");
  if (flags.direct !== undefined) both("--replay", "--direct");
  if (flags.expectRevision !== undefined) both("--replay", "--expect-revision");
  if (flags.thorough === true) both("--replay", "--thorough");
}

/** @returns undefined when there was nothing to diagnose, which has been said, or when it was interrupted */
async function diagnoseNow(
  flags: DiagnoseFlags,
  target: SettingsFlags,
  io: Io,
): Promise<Diagnosis | undefined> {
  const settings = await loadSettings({
    ...{ cwd: io.cwd, env: io.env },
    flags: flags.url === undefined ? target : { ...target, target: flags.url },
  });
  const say = progressOf(flags, io);
  const recorder = new Recorder();
  try {
    await using patient = await openPatient(settings, {
      direct: flags.direct,
      expectedRevision: flags.expectRevision,
      checks: flags.checks,
      signal: io.interrupted,
    });
    say.line(`diagnosing ${patient.subject.http}`);
    const diagnosis = await diagnose(patient.subject, {
      onProbe: (title) => say.step(title),
      onSeen: recorder.note,
      checks: patient.checks,
      thorough: flags.thorough,
    }).finally(() => say.end());
    if (flags.record !== undefined) {
      const recording = recorder.recording(diagnosis.target, new Date());
      await save(`${JSON.stringify(recording, undefined, 2)}\n`, flags.record, io);
    }
    return diagnosis;
  } catch (error) {
    if (io.interrupted.aborted) {
      io.err("the diagnosis was interrupted\n");
      io.exit(130);
      return undefined;
    }
    if (!(error instanceof NothingToDiagnose)) throw error;
    io.err(`${error.message}\n`);
    io.exit(error.exitCode);
    return undefined;
  }
}

async function save(text: string, file: string, io: Io): Promise<void> {
  try {
    await writeFile(resolve(io.cwd, file), text);
  } catch (cause) {
    // biome-ignore lint/style/useErrorCause: the cause is in the details
    throw new ConfigurationError(`--record ${file}`, `cannot be written: ${explain(cause)}`, {
      cause,
    });
  }
}

async function recordingAt(file: string, io: Io): Promise<ReturnType<typeof parseRecording>> {
  let text: string;
  try {
    text = await readFile(resolve(io.cwd, file), "utf8");
  } catch (cause) {
    // biome-ignore lint/style/useErrorCause: the cause is in the details
    throw new ConfigurationError(`--replay ${file}`, `cannot be read: ${explain(cause)}`, {
      cause,
    });
  }
  return parseRecording(text, file);
}

interface Progress {
  line(text: string): void;
  step(text: string): void;
  end(): void;
}

/** What is being done, on standard error: a line that changes for people, silence for logs. */
function progressOf({ json, quiet }: DiagnoseFlags, io: Io): Progress {
  const isLive = io.interactive && json !== true && quiet !== true;
  const width = (io.columns ?? logWidth) - 1;
  const show = (text: string): void => {
    if (isLive) io.err(`\r\u001b[K${text.slice(0, width)}`);
  };
  return { line: show, step: (title) => show(`… ${title}`), end: () => show("") };
}

/** 0 nothing is wrong, 1 a cause was found, 3 nobody can say, 4 there is nothing to talk to. */
function exitCodeOf({ healthy, abstained, reached }: Diagnosis): ExitCode {
  if (!reached) return 4;
  if (healthy) return 0;
  return abstained ? 3 : 1;
}
