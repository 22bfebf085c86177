import type { CauseId } from "../../src/ground/cause.ts";
import type { Diagnosis } from "../../src/harness/diagnosis/diagnosis.ts";
import { certainFrom } from "../../src/harness/diagnosis/finding.ts";
import { knowledgeOf } from "../../src/harness/diagnosis/knowledge.ts";

/** One diagnosis of a backend whose true causes are known. */
export interface Outcome {
  /** What was played: fault ids. */
  readonly played: readonly string[];
  readonly truth: readonly CauseId[];
  readonly diagnosis: Diagnosis;
  readonly durationMs: number;
  /** The suite's checks had to be asked, because the wire looked sound. */
  readonly askedChecks: boolean;
}

/** How a diagnosis did. */
export type Grade =
  | "exact"
  | "class"
  | "among-three"
  | "abstained"
  | "healthy"
  | "unsure-wrong"
  | "sure-wrong";

/** Causes of one class look alike to a client. */
function classOf(cause: CauseId): string {
  return knowledgeOf(cause).observationalClass;
}

/** Grades the diagnosis of a single fault. */
export function gradeOf({ truth, diagnosis }: Outcome): Grade {
  const [cause] = truth;
  const { causes, healthy, abstained } = diagnosis;
  const [first] = causes;
  if (cause === undefined) throw new RangeError("a single fault has a cause");
  if (healthy) return "healthy";
  if (abstained || first === undefined) return "abstained";
  if (first.id === cause) return "exact";
  if (first.class === classOf(cause)) return "class";
  if (causes.slice(0, 3).some((one) => one.class === classOf(cause))) return "among-three";
  return first.confidence >= certainFrom ? "sure-wrong" : "unsure-wrong";
}

/** How a diagnosis of two faults at once did. */
export interface PairGrade {
  /** The first cause named is of the class of one of the two. */
  readonly oneFirst: boolean;
  /** Both classes are among the named. */
  readonly both: boolean;
}

export function gradePair({ truth, diagnosis }: Outcome): PairGrade {
  const classes = new Set(truth.map(classOf));
  const named = new Set(diagnosis.causes.map((cause) => cause.class));
  return {
    oneFirst: classes.has(diagnosis.causes[0]?.class ?? ""),
    both: [...classes].every((one) => named.has(one)),
  };
}

export function countOf(grades: readonly Grade[], ...wanted: readonly Grade[]): number {
  return grades.filter((grade) => wanted.includes(grade)).length;
}

/** @throws {RangeError} for an empty list */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new RangeError("nothing has no median");
  return middle;
}
