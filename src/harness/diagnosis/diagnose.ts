import { systemClock } from "../../ground/clock.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { inLab, investigate } from "./investigation.ts";
import { Lab } from "./lab.ts";
import { probes } from "./probes/index.ts";
import { rules } from "./rules/index.ts";
import type { Sightings } from "./sightings.ts";
import type { Subject } from "./subject.ts";

export interface DiagnoseOptions {
  /** What is known before anything is probed. */
  readonly known?: Partial<Sightings>;
  readonly onProbe?: (title: string) => void;
}

/** Probes that are looked at for a second cause when a first one stands out. */
const company = 6;

/** What each of those may take. Milliseconds. */
const companyMs = 400;

/** Finds out what is wrong with a deployment, from the wire. Never throws for what a server does. */
export async function diagnose(subject: Subject, options: DiagnoseOptions = {}): Promise<Diagnosis> {
  await using lab = new Lab(subject);
  const { http, ws, direct } = subject;
  return await investigate(inLab(lab), {
    ...{ probes, rules, clock: subject.clock ?? systemClock },
    target: { http, ws, ...(direct === undefined ? {} : { direct: direct.http }) },
    patience: { company, companyMs },
    ...options,
    signal: subject.signal,
  });
}
