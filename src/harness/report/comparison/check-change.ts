import type { CauseId } from "../../../ground/cause.ts";
import type { CheckState } from "../../gate/check-result.ts";
import { isPartial } from "./comparability.ts";
import type { ReportPair } from "./comparison-side.ts";
import { type MergedCheck, mergeChecks } from "./merged-check.ts";
import { setAside } from "./set-aside.ts";

/** The lists of {@link CheckChanges}. `lost`: it ran before and is skipped. `added`: it runs, and did not before. */
export type CheckChangeKind =
  | "broken"
  | "stillFailing"
  | "nowFlaky"
  | "lost"
  | "removed"
  | "added"
  | "fixed";

/** One check, before and after. */
export interface CheckChange {
  readonly id: string;
  /** `null` where that run does not have it. */
  readonly before: CheckState | null;
  readonly after: CheckState | null;
  /** Cause that explains why it fails; of one that does not any more, why it did. */
  readonly explainedBy?: CauseId;
}

/** What changed between the checks of two runs. What is in no list is as it was. */
export interface CheckChanges extends Readonly<Record<CheckChangeKind, readonly CheckChange[]>> {
  /** How many ran on both sides. */
  readonly compared: number;
}

interface CheckSides {
  readonly before: MergedCheck | undefined;
  readonly after: MergedCheck | undefined;
}

/** One line of the table. */
interface CheckChangeRule {
  readonly when: string;
  readonly kind: CheckChangeKind;
  readonly applies: (sides: CheckSides) => boolean;
}

/** What became of a check: the first rule that applies decides. */
export const checkChangeRules: readonly CheckChangeRule[] = [
  {
    when: "it passed, if only after a retry, and fails",
    kind: "broken",
    applies: ({ before, after }) =>
      after?.state === "failed" && (before?.state === "passed" || before?.state === "flaky"),
  },
  {
    when: "it failed and fails",
    kind: "stillFailing",
    applies: ({ before, after }) => before?.state === "failed" && after?.state === "failed",
  },
  {
    when: "it passes only after a retry",
    kind: "nowFlaky",
    applies: ({ after }) => after?.state === "flaky",
  },
  {
    when: "it ran and is skipped",
    kind: "lost",
    applies: ({ before, after }) => didRun(before) && after?.state === "skipped",
  },
  {
    when: "it ran and is not there any more",
    kind: "removed",
    applies: ({ before, after }) => didRun(before) && after === undefined,
  },
  {
    when: "it runs and did not before",
    kind: "added",
    applies: ({ before, after }) => !didRun(before) && didRun(after),
  },
  {
    when: "it failed and passes",
    kind: "fixed",
    applies: ({ before, after }) => before?.state === "failed" && after?.state === "passed",
  },
];

/** Checks that both runs know, or, where neither was filtered, one of them; none that the run after bears for a while. */
export function checkSides(pair: ReportPair): readonly CheckSides[] {
  const [was, is] = [mergeChecks(pair.before), mergeChecks(pair.after)];
  const borne = setAside(pair.after);
  const all = [...new Set([...was.keys(), ...is.keys()])]
    .filter((id) => !borne.has(id))
    .map((id) => ({ before: was.get(id), after: is.get(id) }));
  return isPartial(pair) ? all.filter(isAskedOfBoth) : all;
}

/** Holds the checks of two runs against each other. */
export function compareChecks(pair: ReportPair): CheckChanges {
  const sides = checkSides(pair);
  const of = (kind: CheckChangeKind): readonly CheckChange[] =>
    sides.filter((both) => kindOf(both) === kind).map(changeOf);
  return {
    compared: sides.filter(({ before, after }) => didRun(before) && didRun(after)).length,
    broken: of("broken"),
    stillFailing: of("stillFailing"),
    nowFlaky: of("nowFlaky"),
    lost: of("lost"),
    removed: of("removed"),
    added: of("added"),
    fixed: of("fixed"),
  };
}

/** Skipped is not passed, and did not run. */
export function didRun(check: MergedCheck | undefined): boolean {
  return check !== undefined && check.state !== "skipped";
}

/** A check that lost its precondition was asked for, filter or not. */
function isAskedOfBoth({ before, after }: CheckSides): boolean {
  return before?.isFilteredOut === false && after?.isFilteredOut === false;
}

function kindOf(sides: CheckSides): CheckChangeKind | undefined {
  return checkChangeRules.find(({ applies }) => applies(sides))?.kind;
}

function changeOf({ before, after }: CheckSides): CheckChange {
  const explainedBy = after?.state === "failed" ? after.explainedBy : before?.explainedBy;
  return {
    id: after?.id ?? before?.id ?? "",
    before: before?.state ?? null,
    after: after?.state ?? null,
    ...(explainedBy === undefined ? {} : { explainedBy }),
  };
}
