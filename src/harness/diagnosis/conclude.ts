import { type CauseId, causeOf } from "../../ground/cause.ts";
import { lockedOut } from "./clients.ts";
import type { Alternative, DiagnosedCause, Diagnosis, ProbeRecord } from "./diagnosis.ts";
import type { Evidence } from "./evidence.ts";
import { type Finding, namedFrom } from "./finding.ts";
import { knowledgeOf } from "./knowledge.ts";
import type { Probe } from "./probe.ts";

export interface Grounds {
  readonly findings: readonly Finding[];
  readonly evidence: Evidence;
  readonly probes: readonly Probe[];
  readonly records: readonly ProbeRecord[];
  readonly target: Diagnosis["target"];
  /** Why not everything was probed that might have been. */
  readonly cutShort?: string;
}

/** From findings to a diagnosis. Pure. */
export function conclude(grounds: Grounds): Diagnosis {
  const { findings, evidence, probes, records, target, cutShort } = grounds;
  const ranked = merged(findings);
  const named = ranked.filter(({ confidence }) => confidence >= namedFrom);
  const symptoms = probes.flatMap((probe) => symptomsOf(probe, evidence));
  // Who has not looked at everything cannot call it well.
  const isDoubtful = symptoms.length > 0 || ranked.length > 0 || cutShort !== undefined;
  const abstained = named.length === 0 && isDoubtful;
  return {
    reached: isReached(evidence),
    healthy: named.length === 0 && !abstained,
    causes: named.map(tell),
    abstained,
    alternatives: alternativesIn(ranked, abstained),
    symptoms: [...new Set(symptoms)],
    probes: records,
    lockedOut: lockedOut(evidence),
    target,
    ...(cutShort === undefined ? {} : { cutShort }),
  };
}

/** A connection to the backend itself stood; nobody having looked is no reason to doubt it. */
function isReached(evidence: Evidence): boolean {
  const places = evidence.known("reach")?.places;
  if (places === undefined) return true;
  // A frontend that is up says nothing of the backend behind it.
  const own = places.filter(({ of }) => of.some((name) => name === "http" || name === "ws"));
  return own.some(({ addresses }) => addresses.some(({ failure }) => failure === undefined));
}

function symptomsOf(probe: Probe, evidence: Evidence): readonly string[] {
  const whyNot = evidence.whyNot(probe.name);
  if (whyNot?.broken === true) return [`${probe.title}: could not be tried: ${whyNot.notRun}`];
  const saw = evidence.known(probe.name);
  return saw === undefined ? [] : probe.symptoms(saw);
}

/** One finding per cause, surest first; of equals, the one further out, because it hides what is inside. */
function merged(findings: readonly Finding[]): readonly Finding[] {
  const byCause = new Map<CauseId, Finding>();
  for (const finding of findings.toSorted((a, b) => b.confidence - a.confidence)) {
    const first = byCause.get(finding.cause);
    const evidence = [...(first?.evidence ?? []), ...finding.evidence];
    byCause.set(finding.cause, { ...(first ?? finding), evidence });
  }
  return [...byCause.values()].toSorted(
    (a, b) => b.confidence - a.confidence || depthOf(a) - depthOf(b),
  );
}

const layers = [
  ...["dns", "tcp", "tls", "edge", "handshake", "auth", "app"],
  ...["stream", "agent", "state", "deploy", "manifest"],
];

function depthOf({ cause }: Finding): number {
  return layers.indexOf(causeOf(cause).layer);
}

function tell(finding: Finding): DiagnosedCause {
  const { id, taxonomy, layer, summary } = causeOf(finding.cause);
  const { observationalClass, remedy } = knowledgeOf(id);
  const { confidence, evidence, others = [] } = finding;
  return {
    ...{ id, taxonomy, class: observationalClass, layer },
    ...{ confidence: Math.round(confidence * 100) / 100, summary, evidence },
    ...{ orElse: others, remedy },
  };
}

function alternativesIn(ranked: readonly Finding[], abstained: boolean): readonly Alternative[] {
  const undecided = ranked.flatMap(({ cause, others = [], experiment, confidence }) =>
    others.length > 0 && experiment !== undefined && confidence >= namedFrom
      ? [{ causes: [cause, ...others], experiment }]
      : [],
  );
  if (!abstained) return undecided;
  const weak = ranked
    .slice(0, 3)
    .flatMap(({ cause, others = [], experiment }) =>
      experiment === undefined ? [] : [{ causes: [cause, ...others], experiment }],
    );
  return [...undecided, ...weak];
}
