import { type Evidence, Unasked } from "./evidence.ts";
import { certainFrom, type Finding } from "./finding.ts";
import type { Probe } from "./probe.ts";
import { priceOf } from "./prospects.ts";
import type { Rule } from "./rule.ts";
import type { ProbeName } from "./sightings.ts";

/** Where an investigation stands. */
export interface Standing {
  readonly findings: readonly Finding[];
  /** How many rules wait for what each probe would see. */
  readonly asked: ReadonlyMap<ProbeName, number>;
}

/** Judges all rules on the evidence so far. Pure. */
export function judge(rules: readonly Rule[], evidence: Evidence): Standing {
  const findings: Finding[] = [];
  const asked = new Map<ProbeName, number>();
  const inTurn = rules.toSorted((a, b) => Number(a.last ?? false) - Number(b.last ?? false));
  for (const rule of inTurn) {
    try {
      const found = rule.last === true ? [...findings] : [];
      findings.push(...[rule.judge(evidence, found) ?? []].flat());
    } catch (error) {
      if (!(error instanceof Unasked)) throw error;
      asked.set(error.probe, (asked.get(error.probe) ?? 0) + 1);
    }
  }
  return { findings, asked };
}

/** How long an investigation goes on. */
export interface Patience {
  /** Probes that are run, at least as far as rules ask for them, to find a second cause beside a first. */
  readonly company: number;
  /** What a probe may usually take that looks for a second cause. Milliseconds. */
  readonly companyMs: number;
}

/** What the next step is decided on. */
export interface Plan {
  readonly standing: Standing;
  readonly probes: readonly Probe[];
  readonly evidence: Evidence;
  readonly patience: Patience;
  /** What the dearest probe that still fits the time that is left may usually take. @default any */
  readonly affordableMs?: number;
}

/**
 * The probe to run next: of those that rules still wait for, the one that costs least for what it is likely
 * to settle. None once a cause stands out and its company has been looked for, or when no rule waits any more.
 * Pure.
 */
export function nextProbe(plan: Plan): Probe | undefined {
  const { standing, probes, evidence, patience, affordableMs = Number.POSITIVE_INFINITY } = plan;
  const { findings, asked } = standing;
  if (findings.some(({ blocks, confidence }) => blocks === true && confidence >= certainFrom)) {
    return undefined;
  }
  const wanted = probes
    .filter(({ name }) => asked.has(name) && !evidence.has(name))
    .toSorted((a, b) => priceOf(a.name, a.costMs) - priceOf(b.name, b.costMs));
  const [next] = wanted;
  if (next === undefined) return undefined;
  const onTheWire = findings.filter(({ aside }) => aside !== true);
  if (!onTheWire.some(({ confidence }) => confidence >= certainFrom)) return next;
  const run = probes.filter(({ name, costMs }) => costMs > 0 && evidence.wasRun(name)).length;
  // A second cause is not worth being cut short for.
  const mostMs = Math.min(patience.companyMs, affordableMs);
  return run < patience.company && next.costMs <= mostMs ? next : undefined;
}
