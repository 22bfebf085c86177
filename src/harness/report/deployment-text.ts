import { counts } from "../drift/compare.ts";
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
    ...(drift === undefined ? [] : [`drift     ${driftSummary(drifting.length, drift.equal)}`]),
    ...(census === undefined ? [] : wrap(`revision  ${census.because}`, width, "")),
    ...(correlation === undefined ? [] : wrap(`failures  ${correlation.because}`, width, "")),
  ];
  return [
    ...told.map((line) => paint("quiet", line)),
    ...drifting.flatMap((one) => driftLines(one, { paint, width })),
  ];
}

function driftSummary(count: number, equal: readonly string[]): string {
  if (count === 0) return `none: ${equal.length} settings run as the branch says`;
  return `${count} of ${count + equal.length} settings do not run as the branch says`;
}
