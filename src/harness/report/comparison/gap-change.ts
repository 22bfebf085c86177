import type { CauseId } from "../../../ground/cause.ts";
import type { GapState } from "../../gate/gaps/gap-facts.ts";
import type { GapNature, ReportedGap } from "../../gate/gaps/reported-gap.ts";
import type { ReportPair } from "./comparison-side.ts";
import { unchangedRevision } from "./unchanged-revision.ts";

export const gapTransitions = [
  "regressed",
  "still-open",
  "unmeasured",
  "gone",
  "new",
  "closed-unproven",
  "closed",
  "closed-before",
] as const;

/**
 * What came of a gap between two runs. `closed`: it was proven before, and is closed. `closed-unproven`: it is closed,
 * and nobody has shown that it was there for its cause, or that the deployment closed it. `gone`: it is declared no
 * longer.
 */
export type GapTransition = (typeof gapTransitions)[number];

/** One gap, before and after. */
export interface GapChange {
  readonly id: string;
  readonly transition: GapTransition;
  /** `null` where that run says nothing of it. */
  readonly before: GapState | null;
  readonly after: GapState | null;
  readonly declaredCause: CauseId;
  readonly owner: string;
  readonly nature?: GapNature;
  /** One sentence. */
  readonly because: string;
}

/** What a proof is worth, whichever gap it is of. */
interface ProofWorth {
  /** Why what the run before proved may not have been so. */
  readonly doubt: string | undefined;
  /** The revision that answered both runs. */
  readonly unchanged: string | undefined;
}

/** Everything a rule looks at. */
interface GapSides extends ProofWorth {
  readonly before: ReportedGap | undefined;
  readonly after: ReportedGap | undefined;
  /** Whether the run after was asked for a decision about gaps. */
  readonly looked: boolean;
}

/** One line of the table. */
interface GapChangeRule {
  readonly when: string;
  readonly transition: GapTransition;
  readonly applies: (sides: GapSides) => boolean;
  readonly because?: (sides: GapSides) => string;
}

const unknown: readonly (GapState | undefined)[] = ["blocked", "unmeasured"];

/** How a gap came from one state to the other: the first rule that applies decides. */
export const gapChangeRules: readonly GapChangeRule[] = [
  {
    when: "the run after was not asked about gaps",
    transition: "unmeasured",
    applies: ({ after, looked }) => after === undefined && !looked,
    because: () => "the run after was not asked about gaps",
  },
  {
    when: "it is declared no longer",
    transition: "gone",
    applies: ({ after }) => after === undefined,
    because: ({ before }) => `it is declared no longer, and was ${before?.state} before`,
  },
  {
    when: "the run after calls it regressed",
    transition: "regressed",
    applies: ({ after }) => after?.state === "regressed",
  },
  {
    when: "the run before says nothing of it",
    transition: "new",
    applies: ({ before }) => before === undefined,
  },
  {
    when: "it was closed before and is",
    transition: "closed-before",
    applies: ({ before, after }) => before?.state === "closed" && after?.state === "closed",
  },
  {
    when: "it was proven before by a run that was no pass, and is closed",
    transition: "closed-unproven",
    applies: (sides) => wasProvenAndIsClosed(sides) && sides.doubt !== undefined,
    because: ({ doubt }) => `it was proven before by a run that ${doubt}`,
  },
  {
    when: "it was proven before and is closed, and one revision answered both",
    transition: "closed-unproven",
    applies: (sides) => wasProvenAndIsClosed(sides) && sides.unchanged !== undefined,
    because: ({ unchanged }) =>
      `the revision has not changed (${unchanged}): whatever closed it was not the deployment`,
  },
  {
    when: "it was proven before and is closed",
    transition: "closed",
    applies: wasProvenAndIsClosed,
  },
  {
    when: "it was not proven before and is closed",
    transition: "closed-unproven",
    applies: ({ after }) => after?.state === "closed",
    because: ({ before, after }) =>
      `it was ${before?.state} before (${before?.because}); now ${after?.because}`,
  },
  {
    when: "the run after could not measure it",
    transition: "unmeasured",
    applies: ({ after }) => unknown.includes(after?.state),
  },
  {
    when: "it was closed before and passes, not often enough to be called so again",
    transition: "unmeasured",
    applies: ({ before, after }) => before?.state === "closed" && (after?.passes ?? 0) > 0,
  },
  {
    when: "it was closed before and is not",
    transition: "regressed",
    applies: ({ before }) => before?.state === "closed",
    because: ({ after }) => `it was closed before; now ${after?.because}`,
  },
];

/** What is left when no rule of {@link gapChangeRules} applies. */
export const otherwiseOpen: GapChangeRule = {
  when: "none of the above",
  transition: "still-open",
  applies: () => true,
};

/** Holds the gaps of two runs against each other, the worst first. */
export function compareGaps({ before, after }: ReportPair): readonly GapChange[] {
  const [was, is] = [byId(before.gaps), byId(after.gaps)];
  const looked = after.gaps !== undefined;
  const worth = { doubt: doubtOf(before), unchanged: unchangedRevision({ before, after }) };
  return [...new Set([...was.keys(), ...is.keys()])]
    .flatMap((id) => changeOf({ before: was.get(id), after: is.get(id), looked, ...worth }))
    .toSorted((a, b) => rank(a) - rank(b));
}

/** A run that is no pass would not have let anybody deploy: another backend may have answered, or something else failed. */
function doubtOf({ verdict, reasons }: ReportPair["before"]): string | undefined {
  return verdict === "pass" ? undefined : `ended as ${verdict} (${reasons.join("; ")})`;
}

function wasProvenAndIsClosed({ before, after }: GapSides): boolean {
  return before?.state === "proven" && after?.state === "closed";
}

function changeOf(sides: GapSides): readonly GapChange[] {
  const { before, after } = sides;
  const said = after ?? before;
  if (said === undefined) return [];
  const rule = gapChangeRules.find(({ applies }) => applies(sides)) ?? otherwiseOpen;
  const nature = after?.nature ?? before?.nature;
  return [
    {
      id: said.id,
      transition: rule.transition,
      before: before?.state ?? null,
      after: after?.state ?? null,
      declaredCause: said.declaredCause,
      owner: said.owner,
      ...(nature === undefined ? {} : { nature }),
      because: rule.because?.(sides) ?? said.because,
    },
  ];
}

function byId(gaps: readonly ReportedGap[] = []): ReadonlyMap<string, ReportedGap> {
  return new Map(gaps.map((gap) => [gap.id, gap]));
}

function rank({ transition }: GapChange): number {
  return gapTransitions.indexOf(transition);
}
