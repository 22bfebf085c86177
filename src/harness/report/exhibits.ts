import type { CensusVerdict } from "../drift/census/judge-census.ts";
import type { DriftReport } from "../drift/drift-report.ts";
import type { CheckResult } from "../gate/check-result.ts";

/** What checks found out of the deployment, beside passing or failing. */
export interface Exhibits {
  /** Settings of the branch against those that run. */
  readonly drift?: DriftReport;
  /** Which builds answer. */
  readonly census?: CensusVerdict;
}

/** Takes what checks found out from their attempts: the report says it once. The last attempt counts. */
export function liftExhibits(
  checks: readonly CheckResult[],
): { readonly checks: readonly CheckResult[] } & Exhibits {
  const found: Record<string, unknown> = {};
  const bare = checks.map((check) => ({
    ...check,
    attempts: check.attempts.map(({ exhibits, ...attempt }) => {
      Object.assign(found, exhibits);
      return attempt;
    }),
  }));
  const { drift, census } = found as Exhibits;
  return {
    checks: bare,
    ...(drift === undefined ? {} : { drift }),
    ...(census === undefined ? {} : { census }),
  };
}
