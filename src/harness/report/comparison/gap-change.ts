import type { CauseId } from "../../../ground/cause.ts";
import type { GapState } from "../../gate/gaps/gap-facts.ts";
import type { GapNature, ReportedGap } from "../../gate/gaps/reported-gap.ts";
import type { ReportPair } from "./comparison-side.ts";

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
 * and nobody had shown that it was there for its cause. `gone`: it is declared no longer.
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

/** Everything a rule looks at. */
interface GapSides {
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
    when: "it was proven before and is closed",
    transition: "closed",
    applies: ({ before, after }) => before?.state === "proven" && after?.state === "closed",
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
  return [...new Set([...was.keys(), ...is.keys()])]
    .flatMap((id) => changeOf({ before: was.get(id), after: is.get(id), looked }))
    .toSorted((a, b) => rank(a) - rank(b));
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
