import { redactDeep } from "../../ground/redact.ts";
import type { CensusVerdict } from "./census/judge-census.ts";
import { counts, type Drift } from "./compare.ts";

/** What was compared with what, and what came of it. */
export interface DriftReport {
  readonly drift: readonly Drift[];
  /** Keys that mean the same on both sides. */
  readonly equal: readonly string[];
  /** Where each side was read, in order; the last stands before the others. */
  readonly expectedFrom: readonly string[];
  readonly deployedFrom: readonly string[];
  /** Which builds answer, where a revision was expected. */
  readonly census?: CensusVerdict;
}

/** 0 equal, 1 drift, 3 there is nothing to compare. */
export function driftExitCode({ drift, equal, census }: DriftReport): 0 | 1 | 3 {
  if (census !== undefined && census.state !== "as-expected") return 1;
  // Where the deployment says nothing of all that, nobody has compared anything.
  const isCompared = equal.length > 0 || drift.some(({ deployed }) => deployed !== undefined);
  if (!isCompared && drift.every(({ state }) => state === "unpublished")) return 3;
  return drift.some(counts) ? 1 : 0;
}

/** As `--json` prints it. */
export function driftJson(report: DriftReport): string {
  return `${JSON.stringify(redactDeep(report), undefined, 2)}\n`;
}
