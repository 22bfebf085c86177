import { counts } from "../../drift/compare.ts";
import type { Report } from "../report.ts";
import { type ReportPair, sideOf } from "./comparison-side.ts";

/**
 * The revision that answered both runs; nothing where they differ, or nobody knows one of them. Nor where the settings
 * it runs with are others than before: a deployment may change those alone.
 */
export function unchangedRevision({ before, after }: ReportPair): string | undefined {
  const { revision } = sideOf(after);
  if (revision === null || revision !== sideOf(before).revision) return undefined;
  return haveOtherSettings({ before, after }) ? undefined : revision;
}

/** Seen by what drifts from the branch's files, where both runs looked. */
function haveOtherSettings({ before, after }: ReportPair): boolean {
  const [one, other] = [driftOf(before), driftOf(after)];
  return one !== undefined && other !== undefined && one !== other;
}

function driftOf({ drift }: Report): string | undefined {
  return (
    drift?.drift
      .filter(counts)
      // Fingerprints of secrets are new in every run.
      .map(({ key, state, deployed = "", isSecret }) =>
        isSecret === true ? `${key} ${state}` : `${key} ${state} ${deployed}`,
      )
      .toSorted()
      .join("\n")
  );
}
