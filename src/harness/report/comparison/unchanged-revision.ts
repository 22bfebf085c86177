import { type ReportPair, sideOf } from "./comparison-side.ts";

/** The revision that answered both runs; nothing where they differ, or nobody knows one of them. */
export function unchangedRevision({ before, after }: ReportPair): string | undefined {
  const { revision } = sideOf(after);
  return revision !== null && revision === sideOf(before).revision ? revision : undefined;
}
