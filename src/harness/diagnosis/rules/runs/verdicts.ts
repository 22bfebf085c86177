import type { CauseId } from "../../../../ground/cause.ts";
import type { EvidenceItem, Finding } from "../../finding.ts";
import type { OddityKind, RunSaw } from "../../probes/runs/run-saw.ts";
import type { ProbeName } from "../../sightings.ts";

/** What some oddities mean, and how sure that is. */
interface Verdict {
  readonly kinds: readonly OddityKind[];
  readonly cause: CauseId;
  readonly confidence: number;
  readonly others?: readonly CauseId[];
}

/**
 * Strongest first: what stands higher explains what stands lower. An event with a wrong id is missing from
 * its run; a type that never comes leaves the order broken; an answer to another question has other parts.
 */
const verdicts: readonly Verdict[] = [
  { kinds: ["token-shown"], cause: "credentials-leaked", confidence: 0.96 },
  {
    ...{ kinds: ["mislabelled"], cause: "events-misaddressed", confidence: 0.94 },
    others: ["data-foreign"],
  },
  { kinds: ["never-came"], cause: "events-missing", confidence: 0.93 },
  {
    ...{ kinds: ["twice", "after-end", "out-of-order", "stamped-back"], confidence: 0.93 },
    cause: "events-disordered",
  },
  { kinds: ["off-question"], cause: "answer-unfounded", confidence: 0.93 },
  { kinds: ["part-lost"], cause: "events-missing", confidence: 0.9 },
  { kinds: ["empty"], cause: "events-missing", confidence: 0.88, others: ["contract-violation"] },
  { kinds: ["unpaired"], cause: "events-missing", confidence: 0.86, others: ["saturation"] },
  { kinds: ["part-wrong"], cause: "contract-violation", confidence: 0.9 },
  { kinds: ["thin-report"], cause: "answer-unfounded", confidence: 0.88 },
];

/** Anything with oddities: a run, a stream. */
type Odd = Pick<RunSaw, "name" | "oddities">;

/** What the oddities of some runs mean, taken together; `undefined` when there are none. */
export function verdictOn(probe: ProbeName, runs: readonly Odd[]): Finding | undefined {
  for (const { kinds, cause, confidence, others } of verdicts) {
    const struck = runs.filter((run) => seenIn(run, kinds).length > 0);
    if (struck.length === 0) continue;
    return {
      ...{ cause, confidence },
      evidence: struck.slice(0, 3).map((run) => told(probe, run, kinds)),
      ...(others === undefined ? {} : { others }),
      ...(others === undefined
        ? {}
        : { experiment: "what the run itself has stored of its events, beside what was sent" }),
    };
  }
  return undefined;
}

function seenIn({ oddities }: Odd, kinds: readonly OddityKind[]): readonly string[] {
  return oddities.filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text);
}

function told(probe: ProbeName, run: Odd, kinds: readonly OddityKind[]): EvidenceItem {
  return { probe, text: `${run.name}: ${seenIn(run, kinds).slice(0, 3).join("; ")}` };
}
