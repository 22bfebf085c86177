import type { CheckResult } from "../../harness/gate/check-result.ts";
import type { GapHistory } from "../../harness/gate/gaps/gap-facts.ts";
import { belongsTo } from "../../harness/gate/gaps/gap-run.ts";
import type { GapQuestion } from "../../harness/gate/gaps/judge-gaps.ts";
import type { OwnedGap } from "../../harness/gate/gaps/reported-gap.ts";
import type { PhaseRunResult } from "./run-phases.ts";

/** Runs the phases once more, with these checks only. */
export type RunAgain = (checks: ReadonlySet<string>, round: number) => Promise<PhaseRunResult>;

/** What the further times left, and how the last of them ended. */
export type Repeats = Pick<PhaseRunResult, "checks" | "end" | "unhandledErrors">;

/**
 * Runs the checks of gaps again until each has passed as often in a row as was declared, the passes of earlier runs
 * included, or until one of them does not pass: then there is no row to go on with. A check that a filter left out is
 * run as well: whoever asks for a few checks still asks for the gaps.
 *
 * @param first - the run of everything that was asked for, which counts as the first time
 */
export async function repeatChecks(
  first: Pick<PhaseRunResult, "checks">,
  question: Pick<GapQuestion, "gaps" | "earlier">,
  again: RunAgain,
): Promise<Repeats> {
  const missing = missingPasses(first.checks, question);
  const checks: CheckResult[] = [];
  const unhandledErrors: string[] = [];
  for (let round = 1; ; round += 1) {
    const due = new Set([...missing].flatMap(([id, times]) => (times >= round ? [id] : [])));
    if (due.size === 0) return { checks, unhandledErrors, end: "finished" };
    const { end, ...result } = await again(due, round);
    checks.push(...result.checks);
    unhandledErrors.push(...result.unhandledErrors);
    const goesOn = result.checks.length > 0 && result.checks.every(hasPassed);
    if (end !== "finished" || !goesOn) return { checks, unhandledErrors, end };
  }
}

/** By check, how often it still has to pass. What did not pass the first time is not asked again. */
function missingPasses(
  checks: readonly CheckResult[],
  { gaps, earlier }: Pick<GapQuestion, "gaps" | "earlier">,
): ReadonlyMap<string, number> {
  const before = new Map(checks.map((check) => [check.id, hasPassed(check)]));
  const missing = new Map<string, number>();
  // A rate is decided by trials of its own.
  for (const gap of gaps.filter(({ rate }) => rate === undefined)) {
    const wanted = gap.checks ?? ranOf(checks, gap);
    if (wanted.some((check) => before.get(check) === false)) continue;
    const due = passesDue(gap, earlier[gap.id]);
    for (const check of wanted) {
      const left = before.has(check) ? due - 1 : due;
      missing.set(check, Math.max(left, missing.get(check) ?? 0));
    }
  }
  return missing;
}

/** How often in this run, one at least: what passed before may fail now. */
function passesDue({ times }: OwnedGap, history: GapHistory | undefined): number {
  return history?.state === "closed" ? 1 : Math.max(1, times - (history?.passes ?? 0));
}

function ranOf(checks: readonly CheckResult[], gap: OwnedGap): readonly string[] {
  return checks
    .filter((check) => belongsTo(gap, check) && check.state !== "skipped")
    .map(({ id }) => id);
}

function hasPassed({ state }: CheckResult): boolean {
  return state === "passed";
}
