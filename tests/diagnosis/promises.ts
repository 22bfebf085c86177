import { countOf, gradeOf, gradePair, type Outcome } from "./score.ts";

/** What is promised of diagnoses, held against what was counted; what is broken, in words. */
export type Promised = (outcomes: readonly Outcome[]) => readonly string[];

/** Single faults: at least 95 % first, at most one missing in the first three, at most one sure and wrong. */
export const singlesPromised: Promised = (outcomes) => {
  const grades = outcomes.map(gradeOf);
  const of = outcomes.length;
  const first = countOf(grades, "exact", "class");
  const missing = of - countOf(grades, "exact", "class", "among-three");
  const sureWrong = countOf(grades, "sure-wrong");
  return [
    ...atLeast("true class first", first, Math.ceil(0.95 * of)),
    ...atMost("not in the first three", missing, 1),
    ...atMost("wrong, and sure", sureWrong, 1),
  ];
};

/** The same with the origin's own address: the true cause itself. */
export const exactPromised: Promised = (outcomes) => {
  const exact = countOf(outcomes.map(gradeOf), "exact");
  return atLeast("true cause first, with --direct", exact, Math.ceil(0.95 * outcomes.length));
};

/** Of a hundred pairs, one first in 80 and both named in 60. */
export const pairsPromised: Promised = (outcomes) => {
  const grades = outcomes.map(gradePair);
  const of = outcomes.length;
  return [
    ...atLeast("one true class first", count(grades, "oneFirst"), Math.ceil(0.8 * of)),
    ...atLeast("both named", count(grades, "both"), Math.ceil(0.6 * of)),
  ];
};

/** Of two hundred healthy backends, one false alarm. */
export const healthyPromised: Promised = (outcomes) =>
  atMost("false diagnoses", outcomes.filter(({ diagnosis }) => !diagnosis.healthy).length, 1);

let isBroken = false;

/** Says what is broken, and remembers it. */
export function hold(promised: Promised, outcomes: readonly Outcome[]): void {
  for (const text of promised(outcomes)) {
    console.log(`  NOT AS PROMISED: ${text}`);
    isBroken = true;
  }
}

/** What the command ends with: checks that fail, as they should under a fault, have left another one. */
export function exitCode(): number {
  return isBroken ? 1 : 0;
}

function atLeast(what: string, counted: number, least: number): readonly string[] {
  return counted >= least ? [] : [`${what} ${counted}, at least ${least}`];
}

function atMost(what: string, counted: number, most: number): readonly string[] {
  return counted <= most ? [] : [`${what} ${counted}, at most ${most}`];
}

function count(
  grades: readonly { readonly oneFirst: boolean; readonly both: boolean }[],
  which: "oneFirst" | "both",
): number {
  return grades.filter((grade) => grade[which]).length;
}
