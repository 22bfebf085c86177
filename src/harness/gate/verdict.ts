import type { VerdictEvidence, VerdictResult } from "./verdict-evidence.ts";
import { otherwise } from "./verdict-pass.ts";
import { verdictRules } from "./verdict-rules.ts";

export {
  type Mode,
  modes,
  type RunEnd,
  runEnds,
  type TargetOutcome,
  type Verdict,
  type VerdictEvidence,
  verdicts,
} from "./verdict-evidence.ts";
export { otherwise } from "./verdict-pass.ts";
export { verdictRules } from "./verdict-rules.ts";

/** Decides what a run is worth. Pure: same evidence, same verdict. */
export function decideVerdict(evidence: VerdictEvidence): VerdictResult {
  const { mode = "gate" } = evidence;
  const applying = verdictRules
    .filter(({ modes }) => modes.includes(mode))
    .map((rule) => ({ rule, reasons: rule.reasons(evidence) }))
    .filter(({ reasons }) => reasons.length > 0);
  const { verdict, exitCode } = applying[0]?.rule ?? otherwise;
  return {
    verdict,
    exitCode,
    reasons:
      applying.length === 0
        ? otherwise.reasons(evidence)
        : applying.flatMap(({ reasons }) => reasons),
  };
}
