import type { CauseId } from "../../../../ground/cause.ts";
import type { EvidenceItem, Finding } from "../../finding.ts";
import type { OddityKind, RunSaw } from "../../probes/runs/run-saw.ts";
import type { ProbeName } from "../../sightings.ts";

/** What some oddities mean, and how sure that is. */
interface Verdict {
  readonly kinds: readonly OddityKind[];
  /** What need not be anything else where these are. */
  readonly explains: readonly OddityKind[];
  readonly cause: CauseId;
  readonly confidence: number;
  readonly others?: readonly CauseId[];
}

const order = ["twice", "after-end", "out-of-order", "stamped-back"] as const;
const parts = ["part-lost", "part-wrong"] as const;
const gaps = ["empty", "unpaired", "thin-report"] as const;

/**
 * Strongest first: what stands higher explains what stands lower. An event with a wrong id is missing from
 * its run; a type that never comes leaves the order broken; an answer to another question has other parts.
 */
const verdicts: readonly Verdict[] = [
  { kinds: ["token-shown"], explains: [], cause: "credentials-leaked", confidence: 0.96 },
  {
    ...{ kinds: ["mislabelled"], cause: "events-misaddressed", confidence: 0.94 },
    ...{ explains: ["never-came", ...order, ...parts, ...gaps, "off-question"] },
    others: ["data-foreign"],
  },
  {
    ...{ kinds: ["never-came"], cause: "events-missing", confidence: 0.93 },
    explains: [...order, ...parts, ...gaps, "off-question"],
  },
  {
    ...{ kinds: order, cause: "events-disordered", confidence: 0.93 },
    explains: ["part-lost", ...gaps],
  },
  {
    ...{ kinds: ["off-question"], cause: "answer-unfounded", confidence: 0.93 },
    explains: [...parts, ...gaps],
  },
  {
    ...{ kinds: ["part-lost"], cause: "events-missing", confidence: 0.9 },
    explains: ["part-wrong", ...gaps],
  },
  {
    ...{ kinds: ["empty"], cause: "events-missing", confidence: 0.88 },
    ...{ explains: ["unpaired", "part-wrong", "thin-report"], others: ["contract-violation"] },
  },
  {
    ...{ kinds: ["unpaired"], cause: "events-missing", confidence: 0.86 },
    ...{ explains: ["part-wrong", "thin-report"], others: ["saturation"] },
  },
  {
    ...{ kinds: ["part-wrong"], cause: "contract-violation", confidence: 0.9 },
    explains: [],
  },
  { kinds: ["thin-report"], explains: [], cause: "answer-unfounded", confidence: 0.88 },
];

/** Anything with oddities: a run, a stream. */
type Odd = Pick<RunSaw, "name" | "oddities">;

/** What the oddities of some runs mean, taken together; what one explains is not told as another. */
export function verdictsOn(probe: ProbeName, runs: readonly Odd[]): readonly Finding[] {
  const findings: Finding[] = [];
  const explained = new Set<OddityKind>();
  for (const { kinds, explains, ...said } of verdicts) {
    if (kinds.some((kind) => explained.has(kind))) continue;
    const struck = runs.filter((run) => seenIn(run, kinds).length > 0);
    if (struck.length === 0) continue;
    findings.push(
      findingOf(
        said,
        struck.slice(0, 3).map((run) => told(probe, run, kinds)),
      ),
    );
    for (const kind of explains) explained.add(kind);
  }
  return findings;
}

function findingOf(
  { cause, confidence, others }: Omit<Verdict, "kinds" | "explains">,
  evidence: readonly EvidenceItem[],
): Finding {
  if (others === undefined) return { cause, confidence, evidence };
  const experiment = "what the run itself has stored of its events, beside what was sent";
  return { cause, confidence, evidence, others, experiment };
}

function seenIn({ oddities }: Odd, kinds: readonly OddityKind[]): readonly string[] {
  return oddities.filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text);
}

function told(probe: ProbeName, run: Odd, kinds: readonly OddityKind[]): EvidenceItem {
  return { probe, text: `${run.name}: ${seenIn(run, kinds).slice(0, 3).join("; ")}` };
}
