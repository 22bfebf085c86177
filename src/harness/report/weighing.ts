import { dayOf } from "../../ground/day.ts";
import type { CheckResult } from "../gate/check-result.ts";
import {
  type Expectation,
  type JudgedExpectation,
  judgeExpectations,
} from "../gate/expectations.ts";
import { type Impact, impactOf } from "../gate/impact/impact.ts";
import { type ImpactRow, impactTable } from "../gate/impact/impact-table.ts";
import type { ImpactInputs } from "../gate/impact/inputs.ts";
import { type JourneyRate, type JourneyTargets, journeyRates } from "../gate/journeys.ts";
import { applyQuarantine, type Quarantined, type QuarantineOutcome } from "../gate/quarantine.ts";
import type { LoopOutcome } from "../gate/rates/loop.ts";
import { type Tiers, type TierTally, tierTallies } from "../gate/tiers.ts";
import type { Mode } from "../gate/verdict.ts";
import type { Judgement } from "../gate/verdict-evidence.ts";

/** What was said beforehand of how results are to be weighed. */
export interface Declarations {
  /** Rates that are good enough, by journey. */
  readonly targets?: JourneyTargets | undefined;
  /** Share of the checks of each tier that is to pass. */
  readonly tiers?: Tiers | undefined;
  readonly impact?: ImpactInputs | undefined;
  readonly expectations?: readonly Expectation[] | undefined;
  readonly quarantine?: readonly Quarantined[] | undefined;
}

/** What came of walking journeys again and again. */
export interface Walked {
  readonly rates: readonly JourneyRate[];
  readonly loop?: LoopOutcome | undefined;
  /** They were decided while they went on, however often somebody looked. */
  readonly sequential: boolean;
  /** Whatever else was to be held: connecting times, the baseline. */
  readonly judgements: readonly Judgement[];
}

/** What is weighed, of a run of one day. */
interface Weighable {
  readonly mode: Mode;
  readonly startedAt: string;
  readonly checks: readonly CheckResult[];
  readonly walked: Walked | undefined;
  /** Every check that there is is listed: nobody filtered, and the run came to its end. @default false */
  readonly whole?: boolean;
}

/** Results, weighed as was declared. */
export interface Weighed {
  readonly journeys: readonly JourneyRate[];
  readonly tiers: readonly TierTally[];
  readonly expectations: readonly JudgedExpectation[];
  readonly quarantine: Omit<QuarantineOutcome, "warnings" | "unknown">;
  readonly impact?: Impact & { readonly table: readonly ImpactRow[] };
  /** What the verdict is told beside checks, gaps and rates. */
  readonly judgements: readonly Judgement[];
  readonly warnings: readonly string[];
}

/** Weighs results as was declared. Pure. */
export function weigh(run: Weighable, declared: Declarations): Weighed {
  const { mode, checks, walked, startedAt } = run;
  const { targets = {}, tiers = {}, expectations = [], quarantine = [] } = declared;
  const journeys = withTrials(journeyRates(checks, targets), walked?.rates ?? []);
  const when = mode === "prove" ? "before" : "after";
  const judged = checks.length === 0 ? [] : judgeExpectations(expectations, { checks, when });
  const outcome = applyQuarantine(checks, quarantine, dayOf(new Date(startedAt)));
  const { warnings, unknown, ...borne } = outcome;
  const impact = impactOf(declared.impact, journeys, { sequential: walked?.sequential ?? false });
  return {
    ...{ journeys, tiers: tierTallies(checks, tiers), expectations: judged, quarantine: borne },
    ...(impact === undefined
      ? {}
      : {
          impact: {
            ...impact,
            table: impactTable({ checks, impact, weights: declared.impact?.weights, tiers }),
          },
        }),
    judgements: [...judged.map(asJudgement), ...loopIn(walked), ...(walked?.judgements ?? [])],
    warnings: [...warnings, ...borneWords(borne), ...misspeltIn(unknown, run)],
  };
}

/** A journey that was walked is not what its checks say of it: those are other questions. */
function withTrials(
  counted: readonly JourneyRate[],
  walked: readonly JourneyRate[],
): readonly JourneyRate[] {
  const ids = new Set(walked.map(({ id }) => id));
  return [...walked, ...counted.filter(({ id }) => !ids.has(id))];
}

function asJudgement({ id, state, because }: JudgedExpectation): Judgement {
  const decisions = { met: "pass", deviates: "fail", "not-measured": "inconclusive" } as const;
  return { about: `expectation ${id}`, decision: decisions[state], because };
}

function loopIn(walked: Walked | undefined): readonly Judgement[] {
  if (walked?.loop === undefined) return [];
  const { decision, because } = walked.loop;
  return [{ about: "the loop", decision, because }];
}

/** What is borne is said aloud each time, or it would be forgotten. */
function borneWords({
  aside,
  expired,
  idle,
}: Pick<QuarantineOutcome, "aside" | "expired" | "idle">): readonly string[] {
  return [
    ...aside.map(
      ({ check, state, owner, until, reason }) =>
        `quarantine: ${check} ${state} and is left aside until ${until} (${owner}: ${reason})`,
    ),
    ...expired.map(
      ({ check, owner, until }) =>
        `quarantine: ${check} was to be mended by ${until} (${owner}), and counts again`,
    ),
    ...idle.map(({ check }) => `quarantine: ${check} passed; perhaps it may leave`),
  ];
}

/** A misspelt id bears nothing, and whoever wrote it believes that it does. */
function misspeltIn(
  unknown: QuarantineOutcome["unknown"],
  { checks, whole = false }: Weighable,
): readonly string[] {
  // In a part of a run, what is missing may well be there.
  if (!whole || checks.length === 0) return [];
  const listed = new Set(checks.map(({ id }) => id));
  return unknown
    .filter(({ check }) => !listed.has(check))
    .map(({ check, owner }) => `quarantine: there is no check ${check} (${owner})`);
}
