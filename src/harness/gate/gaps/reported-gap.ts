import type { DeclaredGap } from "./gap-run.ts";
import type { GapOutcome } from "./gap-state.ts";

/**
 * What a gap turns out to be when the branch's own build is held beside the deployment. `deployment-gap`: the branch
 * is well where the deployment fails. `defect`: the branch fails as well, and deploying it closes nothing. `unknown`:
 * nobody looked, or too little of it was measured there.
 */
export type GapNature = "deployment-gap" | "defect" | "unknown";

/** Of a gap's declaration, what belongs to the people who have to close it. */
interface GapOwnership {
  /** Who closes it. */
  readonly owner: string;
  /** The last day it may stay open. */
  readonly until?: string | undefined;
  /** Plan or issue that closes it. */
  readonly plan?: string | undefined;
}

/** A gap as the report keeps it. */
export interface ReportedGap extends GapOutcome, GapOwnership {
  /** Of a gap that is there before a deployment. */
  readonly nature?: GapNature;
  /** The checks it was declared with, or those of its journey that ran. */
  readonly checks: readonly string[];
}

/** A gap with everything its declaration says. */
export type OwnedGap = DeclaredGap & GapOwnership;
