import { branchOf as branchOfRun } from "../../src/cli/diagnose/branch-of.ts";
import type { BranchSaw } from "../../src/harness/diagnosis/probes/branch-saw.ts";
import type { Stage } from "../matrix/staged.ts";

/** What the files of a staged branch say, read as the command reads them. */
export function branchOf({ run }: Pick<Stage, "run">): BranchSaw | undefined {
  return branchOfRun(run);
}
