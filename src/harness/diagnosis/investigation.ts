import { linkAbort } from "../../ground/abort.ts";
import { explain } from "../../ground/errors.ts";
import { redact } from "../../ground/redact.ts";
import { conclude } from "./conclude.ts";
import type { Diagnosis, ProbeRecord } from "./diagnosis.ts";
import { Evidence, isNotRun, type NotRun } from "./evidence.ts";
import type { Lab } from "./lab.ts";
import { judge, nextProbe, type Patience } from "./planner.ts";
import type { Probe } from "./probe.ts";
import type { Rule } from "./rule.ts";
import { idOf, type ProbeName, type Sightings } from "./sightings.ts";

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
  readonly signal?: AbortSignal | undefined;
}

type Seen = (name: ProbeName, saw: Sightings[ProbeName] | NotRun, durationMs: number) => void;

/** How a probe is carried out: on the wire, or from a recording. */
export type Carry = (probe: Probe, evidence: Evidence) => Promise<Carried>;

interface Carried {
  readonly saw: Sightings[ProbeName] | NotRun;
  readonly durationMs: number;
}

/**
 * Runs the cheapest probe that separates the causes that are left, until one stands out or nothing more
 * can separate them.
 */
export async function investigate(carry: Carry, options: InvestigationOptions): Promise<Diagnosis> {
  const { probes, rules, target, patience, known = {}, onProbe, onSeen, signal } = options;
  const evidence = new Evidence();
  for (const [name, saw] of Object.entries(known)) evidence.add(name as ProbeName, saw);
  const records: ProbeRecord[] = [];
  for (;;) {
    signal?.throwIfAborted();
    const next = nextProbe({ standing: judge(rules, evidence), probes, evidence, patience });
    if (next === undefined) break;
    onProbe?.(next.title);
    const { saw, durationMs } = await carry(next, evidence);
    evidence.add(next.name, saw);
    onSeen?.(next.name, saw, durationMs);
    // What does not apply here was not run.
    if (isNotRun(saw) && saw.broken !== true) continue;
    records.push({
      ...{ id: idOf(next.name), name: next.name, durationMs },
      saw: redact(isNotRun(saw) ? `not run: ${saw.notRun}` : next.describe(saw)),
    });
  }
  const { findings } = judge(rules, evidence);
  return conclude({ findings, evidence, probes, records, target });
}

/** Carries probes out in a lab; one that fails or takes too long is told as not run. */
export function inLab(lab: Lab): Carry {
  return async function carry(probe, evidence) {
    using limit = linkAbort([lab.wire.signal], probe.limitMs);
    const expiry = new Promise<NotRun>((resolve) => {
      const tell = (): void =>
        resolve({ notRun: `it took more than ${probe.limitMs} ms`, broken: true });
      limit.signal.addEventListener("abort", tell, { once: true });
    });
    const startMs = lab.clock.now();
    const run = probe
      .run(lab, evidence)
      .catch((error: unknown): NotRun => ({ notRun: redact(explain(error)), broken: true }));
    const saw = await Promise.race([run, expiry]);
    lab.wire.signal.throwIfAborted();
    return { saw, durationMs: Math.round(lab.clock.now() - startMs) };
  };
}
