import type { ProvidedRun } from "../../fixtures/provided-run.ts";
import { dayOf } from "../../ground/day.ts";
import type { BranchSaw } from "../../harness/diagnosis/probes/branch-saw.ts";
import { readBranch } from "../../harness/drift/branch.ts";
import type { Comparison } from "../../harness/drift/compare.ts";
import { judgeReadiness } from "../../harness/drift/readiness/judge-readiness.ts";
import { readMarkers } from "../../harness/drift/readiness/read-markers.ts";
import type { Violation } from "../../harness/drift/readiness/violation.ts";
import type { Origin } from "../../harness/drift/setting.ts";

/** What the files of a run's branch say; undefined where no file is named. Never throws for what is in them. */
export function branchOf(
  { branch: files, contract }: Pick<ProvidedRun, "branch" | "contract">,
  comparison?: Comparison,
): BranchSaw | undefined {
  if (files === undefined) return undefined;
  const { config, folder } = files;
  const { expected, siblings } = config;
  if (expected.length + siblings.auth.length + siblings.frontend.length === 0) return undefined;
  const branch = readBranch(contract, { config, folder, env: process.env });
  const markers = readMarkers(contract, folder);
  const today = dayOf(new Date());
  const question = { contract, markers, known: config.known, today };
  return branchSawOf(judgeReadiness(branch, question), comparison);
}

/** The same in the words of a diagnosis, with how what runs compares where somebody held it against the files. */
export function branchSawOf(violations: readonly Violation[], comparison?: Comparison): BranchSaw {
  return {
    violations: violations.map(({ rule, cause, because, key, from }) => ({
      ...{ rule, cause, because },
      ...(key === undefined ? {} : { key }),
      ...(from === undefined ? {} : { place: placeOf(from) }),
    })),
    ...(comparison === undefined ? {} : { drift: driftOf(comparison) }),
  };
}

/** Values on both sides that differ; what nobody publishes, or bears for now, differs from nothing. */
function driftOf({ drift, equal }: Comparison): NonNullable<BranchSaw["drift"]> {
  return {
    different: drift.flatMap(({ key, state, expected, deployed, from, known }) =>
      state !== "different" || expected === undefined || known?.isExpired === false
        ? []
        : [
            {
              ...{ key, expected },
              ...(deployed === undefined ? {} : { deployed }),
              ...(from === undefined ? {} : { place: placeOf(from) }),
            },
          ],
    ),
    equal: equal.length,
  };
}

function placeOf({ file, line }: Origin): string {
  return line === undefined ? file : `${file}:${line}`;
}
