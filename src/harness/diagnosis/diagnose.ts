import type { Diagnosis } from "./diagnosis.ts";
import { type InvestigationOptions, inLab, investigate } from "./investigation.ts";
import { Lab } from "./lab.ts";
import type { Probe } from "./probe.ts";
import { checksProbe } from "./probes/checks.ts";
import type { ChecksSaw } from "./probes/checks-saw.ts";
import { probes } from "./probes/index.ts";
import { fromRecording, type Recording } from "./recording.ts";
import { rules } from "./rules/index.ts";
import type { Sightings } from "./sightings.ts";
import type { Subject } from "./subject.ts";

export interface DiagnoseOptions extends Pick<InvestigationOptions, "onProbe" | "onSeen"> {
  /** What is known before anything is probed. */
  readonly known?: Partial<Sightings>;
  /** Runs the suite's checks, should the wire look sound. @default they are not run */
  readonly checks?: (() => Promise<ChecksSaw>) | undefined;
}

/** Probes that are looked at for a second cause when a first one stands out. */
const company = 6;

/** What each of those may take. Milliseconds. */
const companyMs = 400;

/** Finds out what is wrong with a deployment, from the wire. Never throws for what a server does. */
export async function diagnose(
  subject: Subject,
  options: DiagnoseOptions = {},
): Promise<Diagnosis> {
  await using lab = new Lab(subject);
  const { http, ws, direct, signal } = subject;
  const { checks, ...rest } = options;
  return await investigate(inLab(lab), {
    probes: checks === undefined ? probes : [...probes, checksProbe(checks) as Probe],
    target: { http, ws, ...(direct === undefined ? {} : { direct: direct.http }) },
    ...{ rules, patience: { company, companyMs }, ...rest, signal },
  });
}

/** Comes to a diagnosis once more, from what was recorded of the first. */
export async function diagnoseAgain(recording: Recording): Promise<Diagnosis> {
  const recorded = checksProbe(() => Promise.reject(new Error("a recording runs no checks")));
  return await investigate(fromRecording(recording), {
    probes: [...probes, recorded as Probe],
    target: recording.target,
    ...{ rules, patience: { company, companyMs } },
  });
}
