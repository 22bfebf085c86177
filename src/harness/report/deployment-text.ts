import { counts } from "../drift/compare.ts";
import type { DriftReport } from "../drift/drift-report.ts";
import { driftLines } from "./drift-text.ts";
import type { Paint } from "./paint.ts";
import type { Report } from "./report.ts";
import { wrap } from "./wrap.ts";

/** What the checks found out of the deployment: which settings drift, and which build answers. */
export function deploymentLines(
  { drift, census, correlation }: Pick<Report, "drift" | "census" | "correlation">,
  { paint, width }: { readonly paint: Paint; readonly width: number },
): readonly string[] {
  const drifting = drift?.drift.filter(counts) ?? [];
  const told = [
    ...(drift === undefined ? [] : [`drift     ${driftSummary(drift)}`]),
    ...(census === undefined ? [] : wrap(`revision  ${census.because}`, width, "")),
    ...(correlation === undefined ? [] : wrap(`failures  ${correlation.because}`, width, "")),
  ];
  return [
    ...told.map((line) => paint("quiet", line)),
    ...drifting.flatMap((one) => driftLines(one, { paint, width })),
  ];
}

function driftSummary({ drift, equal }: DriftReport): string {
  const counted = drift.filter(counts).length;
  const borne = drift.filter(({ known }) => known?.isExpired === false).length;
  const aside = borne === 0 ? "" : `, ${borne} known and borne`;
  return counted === 0
    ? `none: ${equal.length} settings run as the branch says${aside}`
    : `${counted} of ${counted + equal.length} settings cannot be said to run as the branch says${aside}`;
}
