import type { Diagnosis } from "../diagnosis/diagnosis.ts";
import { correlate } from "../drift/census/correlate.ts";
import type { CheckResult } from "../gate/check-result.ts";
import type { GapRun } from "../gate/gaps/gap-run.ts";
import { type GapQuestion, type GapStanding, judgeGaps } from "../gate/gaps/judge-gaps.ts";
import { decideVerdict, type Mode, type RunEnd, type TargetOutcome } from "../gate/verdict.ts";
import type { Judgement, RolloutOutcome } from "../gate/verdict-evidence.ts";
import type { Target, TrailEntry } from "../target/target.ts";
import { liftExhibits } from "./exhibits.ts";
import { gapRunOf } from "./gap-run-of.ts";
import type { BranchBuild, Report, ReportRun, ReportTarget } from "./report.ts";
import { type Declarations, type Walked, type Weighed, weigh } from "./weighing.ts";

/** What came of looking for a backend, with the way there. */
export type Sighting =
  | { readonly state: "ready"; readonly target: Target }
  | {
      readonly state: "blocked";
      readonly reason: string;
      readonly advice: readonly string[];
      readonly trail: readonly TrailEntry[];
      readonly warnings: readonly string[];
    }
  | { readonly state: "unresolved" };

/** The raw facts of a finished run. */
export interface RunFacts {
  readonly run: Omit<ReportRun, "exitCode" | "end">;
  readonly end: RunEnd;
  readonly mode?: Mode;
  readonly contract: Report["contract"];
  /** What was said beforehand of how results are to be weighed. @default nothing */
  readonly declared?: Declarations;
  /** Absent where no journey was walked. */
  readonly walked?: Walked | undefined;
  /** What else was judged, whatever the results. */
  readonly judgements?: readonly Judgement[];
  /** Absent where no decision about gaps was asked for. */
  readonly gaps?: GapQuestion;
  /** Results of the checks of gaps that were run again. */
  readonly repeats?: readonly CheckResult[];
  /** Who was asked for the branch's own build. */
  readonly branch?: BranchBuild;
  /** What came of waiting for a revision. */
  readonly rollout?: RolloutOutcome | undefined;
  readonly sighting: Sighting;
  readonly checks: readonly CheckResult[];
  readonly diagnoses?: readonly Diagnosis[];
  readonly unhandledErrors: readonly string[];
  readonly warnings: readonly string[];
  /** What the target's container wrote last. */
  readonly containerLogs?: readonly string[];
}

/** Builds the report of a run: the facts, the rates and the verdict that follow from them. */
export function composeReport(facts: RunFacts): Report {
  const { sighting, unhandledErrors, end } = facts;
  const { checks, ...exhibits } = liftExhibits(facts.checks);
  const { mode = "gate" } = facts;
  const standing = standingOf(facts);
  const { walked, run, declared = {} } = facts;
  const { startedAt, filter } = run;
  const whole = filter === undefined && end === "finished";
  const weighed = weigh({ mode, startedAt, checks, walked, whole }, declared);
  const { journeys, judgements, quarantine, warnings, ...parts } = weighed;
  const aside = quarantine.aside.map(({ check }) => check);
  const { verdict, exitCode, reasons } = decideVerdict({
    ...{ mode, target: outcomeOf(sighting), end, checks, unhandledErrors },
    ...{ aside, journeys, judgements: [...judgements, ...(facts.judgements ?? [])] },
    ...{ rollout: facts.rollout, ...standing, branchAsked: facts.gaps?.branch !== undefined },
  });
  return {
    schemaVersion: 1,
    run: { ...facts.run, exitCode, end },
    mode,
    verdict,
    reasons,
    warnings: [...warningsIn(facts, checks), ...warnings],
    ...(sighting.state === "blocked"
      ? { blocked: { reason: sighting.reason, advice: sighting.advice } }
      : {}),
    contract: facts.contract,
    target: {
      ...reportTarget(sighting),
      ...(facts.containerLogs === undefined ? {} : { containerLogs: facts.containerLogs }),
    },
    journeys,
    checks,
    ...(facts.diagnoses === undefined || facts.diagnoses.length === 0
      ? {}
      : { diagnoses: facts.diagnoses }),
    ...exhibits,
    ...correlationOf(checks),
    ...present({ ...parts, quarantine }),
    ...(standing === undefined ? {} : { gaps: standing.gaps }),
    ...asked(facts),
    unhandledErrors,
  };
}

/** What came of what somebody asked for beside the checks. */
function asked({
  walked,
  repeats = [],
  branch,
  rollout,
}: RunFacts): Pick<Report, "loop" | "repeats" | "branch" | "rollout"> {
  return {
    ...(walked?.loop === undefined ? {} : { loop: walked.loop }),
    ...(repeats.length === 0 ? {} : { repeats }),
    ...(branch === undefined ? {} : { branch }),
    ...(rollout === undefined ? {} : { rollout }),
  };
}

function warningsIn(facts: RunFacts, checks: readonly CheckResult[]): readonly string[] {
  return [
    ...warningsOf(facts.sighting),
    ...filterWarning(facts.run),
    ...facts.warnings,
    ...ungiven(checks),
    ...sameBuild(facts),
  ];
}

function standingOf(facts: RunFacts): GapStanding | undefined {
  const { gaps, sighting, checks, repeats = [], diagnoses = [], run, walked } = facts;
  if (gaps === undefined) return undefined;
  const target = sighting.state === "ready" ? sighting.target : undefined;
  const { startedAt } = run;
  const rates = ratesOf(gaps, walked);
  return judgeGaps(
    gaps,
    gapRunOf({ target, startedAt, checks, repeats, diagnoses, rates, filter: run.filter }),
  );
}

/** A gap with a rate is decided by the trials of its journey. */
function ratesOf({ gaps }: GapQuestion, walked: Walked | undefined): GapRun["rates"] {
  return Object.fromEntries(
    gaps.flatMap(({ id, journey, rate }) => {
      const walk = walked?.rates.find((one) => one.id === journey);
      return rate === undefined || walk === undefined ? [] : [[id, walk] as const];
    }),
  );
}

/** What there is something to say of. */
function present({
  tiers,
  expectations,
  quarantine,
  impact,
}: Pick<Weighed, "tiers" | "expectations" | "quarantine" | "impact">): Partial<Report> {
  const isBorne = Object.values(quarantine).some((entries) => entries.length > 0);
  return {
    ...(tiers.length === 0 ? {} : { tiers }),
    ...(expectations.length === 0 ? {} : { expectations }),
    ...(isBorne ? { quarantine } : {}),
    ...(impact === undefined ? {} : { impact }),
  };
}

/** First attempts, each by the one revision that answered all its sessions. */
function correlationOf(checks: readonly CheckResult[]): Pick<Report, "correlation"> {
  const outcomes = checks.flatMap(({ attempts: [first] }) =>
    first === undefined ? [] : [{ ok: first.state === "passed", revision: only(first.revisions) }],
  );
  const correlation = correlate(outcomes);
  return correlation === undefined ? {} : { correlation };
}

function only<T>([first, ...others]: readonly T[] = []): T | undefined {
  return others.length === 0 ? first : undefined;
}

function outcomeOf(sighting: Sighting): TargetOutcome {
  if (sighting.state !== "ready") return sighting;
  if (!sighting.target.fallback) return { state: "ready" };
  const lost = sighting.target.trail.find(
    ({ declared, state }) => declared && state !== "chosen" && state !== "passed-over",
  );
  const what = lost === undefined ? "the declared target" : nameOf(lost);
  return {
    state: "fallback",
    reason: `${what} lost, and ${sighting.target.http} was tested instead`,
  };
}

function nameOf({ variable, url, source }: TrailEntry): string {
  const name = variable ?? source;
  return url === undefined ? name : `${name} (${url})`;
}

function warningsOf(sighting: Sighting): readonly string[] {
  if (sighting.state === "ready") return sighting.target.warnings;
  return sighting.state === "blocked" ? sighting.warnings : [];
}

/** A verdict on a part must not be taken for one on the whole. */
function filterWarning({ filter }: RunFacts["run"]): readonly string[] {
  if (filter === undefined) return [];
  const { phases = [], pattern, tags, maxWaitMs } = filter;
  const rules = [
    ...(pattern === undefined ? [] : [`matching "${pattern}"`]),
    ...(tags === undefined ? [] : [`tagged "${tags}"`]),
    ...(maxWaitMs === undefined ? [] : [`that wait ${maxWaitMs / 1000}s at most (--max-wait)`]),
  ];
  const what = rules.length === 0 ? "all checks" : `checks ${rules.join(" and ")}`;
  return [`filtered: this verdict is about ${what} of ${phases.join(", ")} only`];
}

/** What was left unlooked at for want of a key: a verdict that leaves it alone must still say so. */
function ungiven(checks: readonly CheckResult[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { skip } of checks) {
    if (skip?.kind === "credentials") counts.set(skip.reason, (counts.get(skip.reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => {
    const who = count === 1 ? "1 check needs" : `${count} checks need`;
    return `${who} what was not given: ${reason}`;
  });
}

/** Two places with one build differ by something that deploying the branch does not change. */
function sameBuild({ branch, sighting }: RunFacts): readonly string[] {
  const deployed = sighting.state === "ready" ? sighting.target.identity?.revision : undefined;
  if (branch?.revision === undefined || branch.revision !== deployed) return [];
  const which = `revision ${deployed}`;
  return [`the branch's own build is of the same ${which} as the deployment: ${branch.from}`];
}

/** The target as the report keeps it. */
export function reportTarget(sighting: Sighting): ReportTarget {
  if (sighting.state !== "ready") {
    const trail = sighting.state === "blocked" ? sighting.trail : [];
    return { http: null, ws: null, source: null, trail, identity: null };
  }
  const { http, ws, source, trail, identity } = sighting.target;
  return { http, ws, source, trail, identity: identity ?? null };
}
