import type { CheckResult } from "../../harness/gate/check-result.ts";
import type { GapHistory } from "../../harness/gate/gaps/gap-facts.ts";
import type { GapQuestion } from "../../harness/gate/gaps/judge-gaps.ts";
import type { JourneyRate } from "../../harness/gate/journeys.ts";
import type { Mode } from "../../harness/gate/verdict.ts";
import type { RolloutOutcome } from "../../harness/gate/verdict-evidence.ts";
import type { BranchBuild } from "../../harness/report/report.ts";

/** The declared gaps, and what earlier runs left of them. */
export interface GapFollowing extends Omit<GapQuestion, "branch" | "earlier"> {
  /** @param http - of the target, once it is known */
  readonly earlierOn: (http: string) => Readonly<Record<string, GapHistory>>;
}

/** What is asked of a run beside whether its checks pass. */
export interface GatePlan {
  readonly mode: Mode;
  /** Absent where nobody asks. */
  readonly gaps?: GapFollowing;
  /** What came of waiting for a revision; unless it took over, nothing is tested. */
  readonly rollout?: RolloutOutcome | undefined;
  /** Asks the branch's own build: once, and only when a gap is there. */
  readonly branch?: ((question: BranchCheck) => Promise<BranchAnswer>) | undefined;
}

/** What the branch's own build is asked. */
export interface BranchCheck {
  readonly checks: ReadonlySet<string>;
  /** How long that may take. Milliseconds. */
  readonly limitMs: number;
}

/** What the branch's own build says. */
export interface BranchAnswer {
  readonly checks: readonly CheckResult[];
  readonly journeys: readonly JourneyRate[];
  readonly build: BranchBuild;
  /** It is gapproof's own reference backend. */
  readonly isReference: boolean;
  /** Worth saying aloud: why nobody could be asked, or was not who was meant. */
  readonly warnings: readonly string[];
}
