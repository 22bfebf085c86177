import type { CauseId } from "../../../ground/cause.ts";
import { lockedOut, ownClient } from "../clients.ts";
import { explainedBy } from "../explained-by.ts";
import { type Finding, namedFrom } from "../finding.ts";
import type { ChecksSaw, FailedCheck } from "../probes/checks-saw.ts";
import type { Rule } from "../rule.ts";

/** What the second, third … suspect of a check counts, beside the first. */
const ranks = [1, 0.6, 0.4, 0.3] as const;

/** The most that checks alone make sure of: they see the symptom, and not the wire. */
const surest = 0.8;

/** What checks alone make sure of while a cause from the wire explains most of them: a mere suspicion. */
const surestBeside = 0.45;

/** What failed checks make one think of, weighed against those that passed. */
export const checkRules: readonly Rule[] = [
  {
    name: "what the failed checks have in common",
    last: true,
    judge(evidence, found = []) {
      const saw = evidence.of("checks");
      if (saw === undefined) return undefined;
      const refusal = lockedOut(evidence).find(({ client }) => client === ownClient)?.because;
      const explained = explainedBy(saw.failed, { causes: named(found), refusal });
      const failed = saw.failed.filter(({ id }) => !explained.has(id));
      if (failed.length === 0) return undefined;
      const isBeside = failed.length < saw.failed.length / 2;
      return findingsIn({ failed, passed: saw.passed }, isBeside ? surestBeside : surest);
    },
  },
];

/** Causes the wire speaks for, surest first. */
function named(found: readonly Finding[]): readonly CauseId[] {
  return found
    .filter(({ confidence }) => confidence >= namedFrom)
    .toSorted((a, b) => b.confidence - a.confidence)
    .map(({ cause }) => cause);
}

function findingsIn(saw: ChecksSaw, most: number): readonly Finding[] {
  const scores = scoresOf(saw);
  const [[, top] = [undefined, 0], [, next] = [undefined, 0]] = scores;
  if (top === 0) return [];
  // Half of it for explaining what failed, half for standing out among the suspects.
  const confidence = Math.min(most, 0.4 + 0.3 * top + 0.2 * ((top - next) / top));
  const others = scores.slice(1, 3).map(([id]) => id);
  return scores.slice(0, 3).map(([cause, score], rank): Finding => {
    const telling = saw.failed.filter(({ suspects }) => suspects.includes(cause));
    return {
      cause,
      confidence: rank === 0 ? confidence : Math.min(0.45, 0.45 * (score / top)),
      evidence: telling.slice(0, 5).map((check) => ({ probe: "checks", text: said(check) })),
      ...(rank === 0 && others.length > 0
        ? { others, experiment: "the failed checks one by one, with their transcripts" }
        : {}),
    };
  });
}

/** Causes and how well each explains which checks failed and which did not, best first. */
function scoresOf({ failed, passed }: ChecksSaw): (readonly [CauseId, number])[] {
  const votes = new Map<CauseId, number>();
  for (const { suspects } of failed) {
    for (const [rank, cause] of suspects.entries()) {
      votes.set(cause, (votes.get(cause) ?? 0) + (ranks[rank] ?? 0.2));
    }
  }
  return [...votes]
    .map(([cause, vote]): readonly [CauseId, number] => {
      const spared = passed.filter(({ suspects }) => suspects[0] === cause).length;
      // A cause that spared most of what it is known for is hardly the one.
      const share = vote / failed.length;
      return [cause, Math.min(1, share) * ((1 + vote) / (1 + vote + 0.25 * spared))];
    })
    .toSorted(([, a], [, b]) => b - a);
}

function said({ id, said: text }: FailedCheck): string {
  return `${id} fails: ${(text.split("\n")[0] ?? "").slice(0, 200)}`;
}
