import type { ExitCode } from "../../../ground/exit-code.ts";
import type { Verdict } from "../../gate/verdict.ts";
import type { CheckChanges } from "./check-change.ts";
import type { Comparability } from "./comparability.ts";
import type { ComparisonSide } from "./comparison-side.ts";
import type { GapChange } from "./gap-change.ts";
import type { JourneyChange } from "./journey-change.ts";
import type { P1Tally } from "./p1-tally.ts";

/** A run before a deployment held against one after it, as a value: every renderer is a pure function of it. */
export interface Comparison {
  readonly schemaVersion: 1;
  readonly kind: "comparison";
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
  /** Why this verdict; the first reason decided. */
  readonly reasons: readonly string[];
  readonly before: ComparisonSide;
  readonly after: ComparisonSide;
  readonly comparable: Comparability;
  /** Every gap of either run, the worst first. */
  readonly gaps: readonly GapChange[];
  readonly checks: CheckChanges;
  readonly journeys: readonly JourneyChange[];
  readonly p1: P1Tally;
}
