import type { Report } from "../report.ts";
import { compareChecks } from "./check-change.ts";
import { comparabilityOf } from "./comparability.ts";
import type { Comparison } from "./comparison.ts";
import { sideOf } from "./comparison-side.ts";
import { decideComparison } from "./comparison-verdict.ts";
import { compareGaps } from "./gap-change.ts";
import { compareJourneys } from "./journey-change.ts";
import { tallyP1 } from "./p1-tally.ts";

/**
 * Holds the run before a deployment against the one after it: what was proven and is closed, what broke, and what
 * nobody can say. Pure: same reports, same comparison.
 */
export function compareReports(before: Report, after: Report): Comparison {
  const pair = { before, after };
  const found = {
    comparable: comparabilityOf(pair),
    gaps: compareGaps(pair),
    checks: compareChecks(pair),
    journeys: compareJourneys(pair),
    p1: tallyP1(pair),
  };
  return {
    schemaVersion: 1,
    kind: "comparison",
    ...decideComparison({ ...found, after }),
    before: sideOf(before),
    after: sideOf(after),
    ...found,
  };
}
