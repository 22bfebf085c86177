import { systemClock } from "../../ground/clock.ts";
import { ConfigurationError, explain, GapproofError } from "../../ground/errors.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { type InvestigationOptions, investigate } from "./investigation.ts";
import { Labs } from "./labs.ts";
import type { Patience } from "./planner.ts";
import type { Probe } from "./probe.ts";
import { checksProbe } from "./probes/checks.ts";
import type { ChecksSaw } from "./probes/checks-saw.ts";
import { probes } from "./probes/index.ts";
import { fromRecording, type Recording } from "./recording.ts";
import { rules } from "./rules/index.ts";
import type { Sightings } from "./sightings.ts";
import type { Subject } from "./subject.ts";
import { TimeLimit } from "./time-limit.ts";

export interface DiagnoseOptions extends Pick<InvestigationOptions, "onProbe" | "onSeen"> {
  /** What is known before anything is probed. */
  readonly known?: Partial<Sightings>;
  /** Runs the suite's checks, should the wire look sound. @default they are not run */
  readonly checks?: (() => Promise<ChecksSaw>) | undefined;
  /** Goes on when a cause stands out, until nothing more can be found: for faults that come together. @default false */
  readonly thorough?: boolean | undefined;
  /** After which it ends with what is known by then. Milliseconds. @default when it is done */
  readonly limitMs?: number | undefined;
}

/** Probes that are looked at for a second cause when a first one stands out. */
const company = 6;

/** What each of those may take. Milliseconds. */
const companyMs = 400;

/** As long as a rule waits for anything. */
const endless: Patience = {
  company: Number.POSITIVE_INFINITY,
  companyMs: Number.POSITIVE_INFINITY,
};

/** Finds out what is wrong with a deployment, from the wire. Never throws for what a server does. */
export async function diagnose(
  subject: Subject,
  options: DiagnoseOptions = {},
): Promise<Diagnosis> {
  await using labs = new Labs(subject);
  const { http, ws, direct, signal, clock = systemClock } = subject;
  const { checks, limitMs, thorough = false, ...rest } = options;
  using time = limitMs === undefined ? undefined : new TimeLimit(limitMs, clock);
  return await investigate(labs.carry, {
    probes: checks === undefined ? probes : [...probes, checksProbe(checks) as Probe],
    target: { http, ws, ...(direct === undefined ? {} : { direct: direct.http }) },
    ...{ rules, patience: thorough ? endless : { company, companyMs }, ...rest, signal, time },
  });
}

/**
 * Comes to a diagnosis once more, from what was recorded of the first.
 *
 * @param file - the recording's name, for the error
 * @throws {@link ConfigurationError} for a recording whose sightings are not of this version's kind
 */
export async function diagnoseAgain(
  recording: Recording,
  file = "(the recording)",
): Promise<Diagnosis> {
  try {
    return await replay(recording);
  } catch (cause) {
    // Nothing but reading what is recorded goes on there.
    if (cause instanceof GapproofError) throw cause;
    // biome-ignore lint/style/useErrorCause: the cause is in the details
    throw new ConfigurationError(
      `--replay ${file}`,
      `does not fit this version of gapproof: ${explain(cause)}`,
      { cause },
    );
  }
}

async function replay(recording: Recording): Promise<Diagnosis> {
  const recorded = checksProbe(() => Promise.reject(new Error("a recording runs no checks")));
  return await investigate(fromRecording(recording), {
    probes: [...probes, recorded as Probe],
    target: recording.target,
    // What was not recorded is not to be had, however long one looks.
    ...{ rules, patience: endless },
  });
}
