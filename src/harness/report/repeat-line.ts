import type { CheckResult } from "../gate/check-result.ts";
import type { Report } from "./report.ts";

/** The command that runs one check again on the same target, in the same way. */
export function repeatLine(
  { target, run }: Pick<Report, "target" | "run">,
  check: CheckResult,
): string {
  const where = target.source === "explicit" ? target.http : target.source;
  const option = where === null ? "" : ` --target ${quote(where)}`;
  const given = (run.given ?? []).map((argument) => ` ${quote(argument)}`).join("");
  return `npx gapproof gate${option}${given} -t "${check.id.replaceAll(/["\\$`]/g, "\\$&")}"`;
}

function quote(value: string): string {
  return /^[\w:/.@-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
