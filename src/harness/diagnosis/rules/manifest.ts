import type { CauseId } from "../../../ground/cause.ts";
import type { Evidence } from "../evidence.ts";
import { type EvidenceItem, type Finding, namedFrom } from "../finding.ts";
import { tellViolation } from "../probes/branch.ts";
import type { BranchSaw, BranchViolation } from "../probes/branch-saw.ts";
import type { Rule } from "../rule.ts";
import { isSameKey } from "./manifest-facts.ts";

/** Violations of one cause that are told each; of more, how many there are. */
const mostTold = 5;

/** What stands in the files, and nothing on the wire speaks against. */
const sure = 0.95;

/** What the wire shows as well: then what it shows is what comes of it, and stands behind. */
const shownToo = 0.97;

/** What stands in the files while something fails that it does not explain. */
const beside = 0.6;

/** What each cause in the files may look like on the wire. */
const shownAs: Readonly<Partial<Record<CauseId, readonly CauseId[]>>> = {
  "manifest-unreadable": ["settings-old", "pinned-revision"],
  "manifest-unplanned": [
    ...(["settings-old", "settings-unpublished", "budget-inverted", "idle-timeout"] as const),
    ...(["lifetime-limit", "keepalive-timeout", "cold-start", "saturation"] as const),
  ],
  "manifest-misaddressed": [
    ...(["wrong-server", "self-description-wrong", "origin-refused"] as const),
    ...(["claim-mismatch", "secret-mismatch", "settings-old"] as const),
  ],
  "services-disagree": ["secret-mismatch", "claim-mismatch", "settings-old"],
  "budget-inverted": [
    ...(["idle-timeout", "lifetime-limit", "keepalive-timeout", "settings-old"] as const),
  ],
};

/** What stands in the files of the branch, beside what the wire shows. */
export const manifestRules: readonly Rule[] = [
  {
    name: "what stands in the files of the branch",
    last: true,
    judge(evidence, found = []) {
      const saw = evidence.of("branch");
      if (saw === undefined) return undefined;
      const own = new Set(saw.violations.map(({ cause }) => cause));
      const failing = explainsChecks(evidence, own);
      const unlike = evidence.known("front")?.settings?.unlike.map(({ key }) => key) ?? [];
      // What the files say so themselves is nobody else's cause.
      const elsewhere = found.filter(({ cause }) => !own.has(cause));
      return [...own].map((cause) => findingOf(cause, saw, { found: elsewhere, failing, unlike }));
    },
  },
  {
    name: "a secret that the files do not agree on either",
    last: true,
    judge(evidence, found = []) {
      const disagreeing = evidence.of("branch")?.violations.filter(isOfSigning) ?? [];
      const shown = found.find(({ cause }) => cause === "secret-mismatch");
      if (disagreeing.length === 0 || shown === undefined) return undefined;
      return {
        ...{ cause: "secret-mismatch", confidence: Math.max(shown.confidence, 0.93) },
        evidence: disagreeing.map((one) => fact(`the files say so, too: ${tellViolation(one)}`)),
      };
    },
  },
];

interface Surroundings {
  /** What the wire speaks for, and the files do not. */
  readonly found: readonly Finding[];
  /** Every check that failed is one that makes one think of what stands in the files. */
  readonly failing: boolean;
  /** Settings that are published with another value than they must have. */
  readonly unlike: readonly string[];
}

function findingOf(cause: CauseId, saw: BranchSaw, around: Surroundings): Finding {
  const violations = saw.violations.filter((one) => one.cause === cause);
  const causes = around.found.filter((one) => one.confidence >= namedFrom).map((one) => one.cause);
  const shown = [...new Set(causes)].filter((one) =>
    explains(cause, one, { violations, ...around }),
  );
  const foreign = [...new Set(causes)].filter((one) => !shown.includes(one));
  if (foreign.length > 0 && !around.failing) {
    const text = `it stands in the files; what fails on the wire has another cause: ${foreign.join(", ")}`;
    return { cause, confidence: beside, evidence: [...told(violations), fact(text)], aside: true };
  }
  return {
    ...{ cause, confidence: shown.length > 0 ? shownToo : sure, aside: !around.failing },
    evidence: [
      ...told(violations),
      ...shown.map((one) => fact(`the wire shows what comes of it: ${one}`)),
    ],
  };
}

/** Whether what stands in the files may be why the wire speaks for another cause. */
function explains(cause: CauseId, seen: CauseId, { violations, unlike }: Reasons): boolean {
  if (shownAs[cause]?.includes(seen) !== true) return false;
  if (seen === "secret-mismatch" && cause === "services-disagree")
    return violations.some(isOfSigning);
  const keys = violations.flatMap(({ key }) => key ?? []);
  // Of settings that are old, only those that the files say so themselves.
  if (seen !== "settings-old" || keys.length === 0) return true;
  return keys.some((key) => unlike.some((one) => isSameKey(one, key)));
}

interface Reasons extends Surroundings {
  readonly violations: readonly BranchViolation[];
}

/** Which checks failed is known, and each of them suspects one of these causes. */
function explainsChecks(evidence: Evidence, own: ReadonlySet<CauseId>): boolean {
  const failed = evidence.known("checks")?.failed ?? [];
  return (
    failed.length > 0 && failed.every(({ suspects }) => suspects.some((cause) => own.has(cause)))
  );
}

function told(violations: readonly BranchViolation[]): readonly EvidenceItem[] {
  const more = violations.length - mostTold;
  return [
    ...violations.slice(0, mostTold).map((one) => fact(tellViolation(one))),
    ...(more > 0 ? [fact(`and ${more} more of the kind`)] : []),
  ];
}

/** Tokens are signed with it, and verified. */
function isOfSigning({ cause, key = "" }: BranchViolation): boolean {
  return cause === "services-disagree" && /jwt|secret|sign/i.test(key);
}

function fact(text: string): EvidenceItem {
  return { probe: "branch", text };
}
