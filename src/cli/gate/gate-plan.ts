import type { CheckResult } from "../../harness/gate/check-result.ts";
import type { GapQuestion } from "../../harness/gate/gaps/judge-gaps.ts";
import type { Mode } from "../../harness/gate/verdict.ts";
import type { RolloutOutcome } from "../../harness/gate/verdict-evidence.ts";
import type { BranchBuild } from "../../harness/report/report.ts";

/** What is asked of a run beside whether its checks pass. */
export interface GatePlan {
  readonly mode: Mode;
  /** The declared gaps, and what earlier runs left of them; absent where nobody asks. */
  readonly gaps?: Omit<GapQuestion, "branch">;
  /** What came of waiting for a revision; unless it took over, nothing is tested. */
  readonly rollout?: RolloutOutcome | undefined;
  /** Runs checks on the branch's own build. Asked once, and only when a gap is there. */
  readonly branch?: ((checks: ReadonlySet<string>) => Promise<BranchAnswer>) | undefined;
}

/** How checks ended on the branch's own build. */
export interface BranchAnswer {
  readonly checks: readonly CheckResult[];
  readonly build: BranchBuild;
  /** Worth saying aloud: who was asked, and why nobody could be. */
  readonly warnings: readonly string[];
}
