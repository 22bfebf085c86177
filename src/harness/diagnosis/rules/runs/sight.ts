import type { Evidence } from "../../evidence.ts";
import type { RunProbeSaw } from "../../probes/round-saw.ts";

/** What questions brought about, where an upgrade succeeds at all. */
export function runsSeen(evidence: Evidence): RunProbeSaw | undefined {
  if (evidence.of("offer")?.switched !== true) return undefined;
  return evidence.of("run");
}

/** All of them were answered, as the contract describes it: only then is it worth asking for more. */
export function isSound({ runs, refused, foreign, handed, countedFrom }: RunProbeSaw): boolean {
  return (
    refused === undefined &&
    foreign.length === 0 &&
    handed === undefined &&
    countedFrom === undefined &&
    runs.length > 0 &&
    runs.every(
      ({ over, failed, oddities, waited }) =>
        over && !failed && oddities.length === 0 && waited === undefined,
    )
  );
}
