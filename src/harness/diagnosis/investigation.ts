import { redact } from "../../ground/redact.ts";
import { conclude } from "./conclude.ts";
import type { Diagnosis, ProbeRecord } from "./diagnosis.ts";
import { Evidence, isNotRun, type NotRun, wasBegun } from "./evidence.ts";
import { judge, nextProbe, type Patience } from "./planner.ts";
import type { Probe } from "./probe.ts";
import type { Rule } from "./rule.ts";
import { idOf, type ProbeName, type Sightings } from "./sightings.ts";
import type { TimeLimit } from "./time-limit.ts";

export interface InvestigationOptions {
  readonly probes: readonly Probe[];
  readonly rules: readonly Rule[];
  readonly target: Diagnosis["target"];
  readonly patience: Patience;
  /** What is known before anything is probed. */
  readonly known?: Partial<Sightings>;
  /** Hears of each probe as it begins. */
  readonly onProbe?: ((title: string) => void) | undefined;
  /** Hears what each probe saw. */
  readonly onSeen?: Seen | undefined;
  /** Ends it without a diagnosis. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the probing, and not the diagnosis. @default none */
  readonly time?: TimeLimit | undefined;
}

type Seen = (name: ProbeName, saw: Sightings[ProbeName] | NotRun, durationMs: number) => void;

/** How a probe is carried out: on the wire, or from a recording. */
export type Carry = (probe: Probe, evidence: Evidence) => Promise<Carried>;

interface Carried {
  readonly saw: Sightings[ProbeName] | NotRun;
  readonly durationMs: number;
}

/**
 * Runs the cheapest probe that separates the causes that are left, until one stands out, nothing more
 * can separate them or the time is up: what is known by then is what is concluded on.
 */
export async function investigate(carry: Carry, options: InvestigationOptions): Promise<Diagnosis> {
  const { probes, rules, target, patience, known = {}, onProbe, onSeen, signal, time } = options;
  const evidence = new Evidence();
  for (const [name, saw] of Object.entries(known)) evidence.add(name as ProbeName, saw);
  const records: ProbeRecord[] = [];
  let cutShort: string | undefined;
  while (cutShort === undefined) {
    signal?.throwIfAborted();
    const leftMs = time?.leftMs ?? Number.POSITIVE_INFINITY;
    const affordableMs = leftMs / paceOf(records, probes);
    const standing = judge(rules, evidence);
    const next = nextProbe({ standing, probes, evidence, patience, affordableMs });
    if (next === undefined) break;
    onProbe?.(next.title);
    const carried = await carriedInTime(() => carry(next, evidence), time);
    if (carried === undefined) {
      cutShort = tellCut(time?.limitMs ?? 0);
      records.push(recordOf(next, { saw: cutOff, durationMs: Math.round(leftMs) }));
      continue;
    }
    const { saw, durationMs } = carried;
    evidence.add(next.name, saw);
    onSeen?.(next.name, saw, durationMs);
    // What does not apply here was not run.
    if (!isNotRun(saw) || wasBegun(saw)) records.push(recordOf(next, carried));
  }
  const { findings } = judge(rules, evidence);
  const cut = cutShort === undefined ? {} : { cutShort };
  return conclude({ findings, evidence, probes, records, target, ...cut });
}

/** A probe that was under way when the time was up. Not evidence: nothing is known of what it would see. */
const cutOff: NotRun = { notRun: "the time for the diagnosis was up", overran: true };

function tellCut(limitMs: number): string {
  return `probing was cut short by its limit of ${limitMs / 1000} s, before everything was tried`;
}

/** @returns undefined when the time was up before */
async function carriedInTime(
  carry: () => Promise<Carried>,
  time: TimeLimit | undefined,
): Promise<Carried | undefined> {
  if (time === undefined) return await carry();
  return time.leftMs === 0 ? undefined : await time.within(carry());
}

function recordOf(probe: Probe, { saw, durationMs }: Carried): ProbeRecord {
  return {
    ...{ id: idOf(probe.name), name: probe.name, durationMs },
    saw: redact(isNotRun(saw) ? `not run: ${saw.notRun}` : probe.describe(saw)),
  };
}

/** How many times longer probes have taken so far than they do on loopback; at least once. */
function paceOf(records: readonly ProbeRecord[], probes: readonly Probe[]): number {
  const costs = new Map<string, number>(probes.map(({ name, costMs }) => [name, costMs]));
  const takenMs = records.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const expectedMs = records.reduce((sum, { name }) => sum + (costs.get(name) ?? 0), 0);
  return expectedMs === 0 ? 1 : Math.max(1, takenMs / expectedMs);
}
