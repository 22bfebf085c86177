import type { CheckResult } from "../gate/check-result.ts";
import type { ReportTarget } from "./report.ts";

/** The command that runs one check again on the same target. */
export function repeatLine(target: ReportTarget, check: CheckResult): string {
  const where = target.source === "explicit" ? target.http : target.source;
  const option = where === null ? "" : ` --target ${quote(where)}`;
  return `npx gapproof gate${option} -t "${check.id.replaceAll(/["\\$`]/g, "\\$&")}"`;
}

function quote(value: string): string {
  return /^[\w:/.@-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
