import type { Clock } from "../../ground/clock.ts";
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
  readonly clock: Clock;
  readonly patience: Patience;
  /** What is known before anything is probed. */
  readonly known?: Partial<Sightings>;
  /** Hears of each probe as it begins. */
  readonly onProbe?: ((title: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How a probe is carried out: on the wire, or from a recording. */
export type Carry = (probe: Probe, evidence: Evidence) => Promise<Sightings[ProbeName] | NotRun>;

/**
 * Runs the cheapest probe that separates the causes that are left, until one stands out or nothing more
 * can separate them.
 */
export async function investigate(carry: Carry, options: InvestigationOptions): Promise<Diagnosis> {
  const { probes, rules, target, clock, patience, known = {}, onProbe, signal } = options;
  const evidence = new Evidence();
  for (const [name, saw] of Object.entries(known)) evidence.add(name as ProbeName, saw);
  const records: ProbeRecord[] = [];
  for (;;) {
    signal?.throwIfAborted();
    const next = nextProbe(judge(rules, evidence), probes, evidence, patience);
    if (next === undefined) break;
    onProbe?.(next.title);
    const startMs = clock.now();
    const saw = await carry(next, evidence);
    evidence.add(next.name, saw);
    records.push({
      ...{ id: idOf(next.name), name: next.name, durationMs: Math.round(clock.now() - startMs) },
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
      const tell = (): void => resolve({ notRun: `it took more than ${probe.limitMs} ms` });
      limit.signal.addEventListener("abort", tell, { once: true });
    });
    const run = probe
      .run(lab, evidence)
      .catch((error: unknown): NotRun => ({ notRun: redact(explain(error)) }));
    const saw = await Promise.race([run, expiry]);
    lab.wire.signal.throwIfAborted();
    return saw;
  };
}
