import { contractHash } from "../../contract/hash.ts";
import type { CheckResult } from "../../harness/gate/check-result.ts";
import { belongsTo } from "../../harness/gate/gaps/gap-run.ts";
import type { OwnedGap } from "../../harness/gate/gaps/reported-gap.ts";
import type { Judgement } from "../../harness/gate/verdict-evidence.ts";
import { composeReport, type RunFacts, type Sighting } from "../../harness/report/compose.ts";
import type { Report, ReportRun } from "../../harness/report/report.ts";
import { newRunId } from "../../harness/report/run-id.ts";
import type { Declarations } from "../../harness/report/weighing.ts";
import type { Settings } from "../../harness/settings/settings.ts";
import { detectEnvironment } from "../../harness/target/environment.ts";
import { packageVersion } from "../package-info.ts";
import { fastFilter } from "./gate-options.ts";
import type { BranchAnswer } from "./gate-plan.ts";
import { type Findings, type GateRun, investigate } from "./investigate.ts";
import { listChecks } from "./list-checks.ts";

export type { GateRun } from "./investigate.ts";

/**
 * Finds the target, runs the phases against it and says what came of it.
 *
 * @throws ConfigurationError naming a filter that matches nothing or that nobody can read
 */
export async function runGate(gate: GateRun): Promise<Report> {
  const { settings, clock, options, files } = gate;
  // Before anybody is asked and anything is started: a misspelt filter is known without a target.
  if (isSpelt(options)) await listChecks({ ...options, files });
  const startedAt = clock.date();
  const start = clock.now();
  const runId = newRunId(startedAt);
  const { pace, vitest, ...found } = await investigate(gate, { runId, start });
  const leftMs = (): number => options.maxDurationMs - (clock.now() - start);
  const facts = { ...found, ...(await planOf(gate, found, leftMs)) };
  const run: RunFacts["run"] = {
    id: runId,
    seed: settings.seed,
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(clock.now() - start),
    environment: detectEnvironment(settings).name,
    ...pace,
    ...filterOf(gate),
    ...(gate.given === undefined || gate.given.length === 0 ? {} : { given: gate.given }),
    versions: {
      gapproof: packageVersion(),
      node: process.versions.node,
      ...(vitest === undefined ? {} : { vitest }),
    },
  };
  const contract = { id: settings.contract.id, hash: contractHash(settings.contract) };
  return composeReport({ ...facts, run, contract, declared: declarationsOf(settings) });
}

function declarationsOf({
  contract: { targets, tiers },
  impact,
  expectations,
  quarantine,
}: Settings): Declarations {
  return { targets, tiers, impact, expectations, quarantine };
}

/** Whether somebody wrote a filter, and may have misspelt it; `--fast` alone is not written. */
function isSpelt({ pattern, tagsFilter }: GateRun["options"]): boolean {
  return pattern !== undefined || (tagsFilter !== undefined && tagsFilter !== fastFilter);
}

type Planned = Pick<
  RunFacts,
  "mode" | "gaps" | "rollout" | "warnings" | "branch" | "end" | "judgements"
>;

/** The plan, with what the branch's own build says where a gap is there to be compared. */
async function planOf(gate: GateRun, found: Found, leftMs: () => number): Promise<Planned> {
  const { plan, interrupted } = gate;
  const judgements = unaskedRevision(gate, found.checks);
  const said = { warnings: found.warnings, end: found.end, judgements };
  if (plan === undefined) return said;
  const { gaps: following, branch: ask, ...asked } = plan;
  if (following === undefined) return { ...said, ...asked };
  const { earlierOn, ...declared } = following;
  const { sighting } = found;
  const earlier = sighting.state === "ready" ? earlierOn(sighting.target.http) : {};
  const gaps = { ...declared, earlier };
  const warnings = [...found.warnings, ...strangersIn(gaps.gaps, gate, found)];
  const facts = { ...said, ...asked, warnings };
  const checks = failedIn(gaps.gaps, found.checks);
  if (ask === undefined || checks.size === 0 || found.end !== "finished") return { ...facts, gaps };
  const answer = await ask({ checks, limitMs: Math.max(1, leftMs()) });
  const told = credible(answer, sighting);
  return {
    ...facts,
    gaps: { ...gaps, branch: { checks: told.checks, journeys: told.journeys } },
    branch: answer.build,
    warnings: [...warnings, ...told.warnings],
    end: interrupted.aborted ? "interrupted" : found.end,
  };
}

type Found = Pick<Findings, "checks" | "repeats" | "end" | "warnings" | "sighting">;

/** The backend that comes along is nobody's branch: beside a deployment, it passes by construction. */
function credible(answer: BranchAnswer, sighting: Sighting): BranchAnswer {
  const isDeployment = sighting.state === "ready" && sighting.target.identity?.reference !== true;
  if (!answer.isReference || !isDeployment) return answer;
  const { from } = answer.build;
  const warning = `${from} is gapproof's own reference backend, and not the branch's build`;
  return { ...answer, checks: [], journeys: [], warnings: [...answer.warnings, warning] };
}

/** Whoever names a revision wants it asked for, also of a few checks. */
function unaskedRevision(
  { settings, options, plan }: GateRun,
  checks: readonly CheckResult[],
): readonly Judgement[] {
  const isAsked = checks.some(({ rows, state }) => rows.includes("D12") && state !== "skipped");
  if (settings.expectedRevision === undefined || !options.isFiltered || isAsked) return [];
  if (plan?.rollout !== undefined) return [];
  const because = "the filter leaves out the check that asks who answers; --wait counts it";
  return [{ about: "--expect-revision", decision: "inconclusive", because }];
}

/** A check that did not even come to be skipped, when all were walked or it was asked for by name, is nobody's. */
function strangersIn(
  gaps: readonly OwnedGap[],
  { options, plan }: GateRun,
  { checks: all, repeats = [] }: Found,
): readonly string[] {
  const wasAskedFor = !options.isFiltered || plan?.mode === "verify";
  if (!wasAskedFor || all.length === 0) return [];
  const known = new Set([...all, ...repeats].map(({ id }) => id));
  return gaps.flatMap(({ id, checks = [] }) =>
    checks
      .filter((check) => !known.has(check))
      .map((check) => `gap ${id} names a check that there is not: ${check}`),
  );
}

/** Every check of the gaps that are there. */
function failedIn(gaps: readonly OwnedGap[], checks: readonly CheckResult[]): ReadonlySet<string> {
  const there = gaps.flatMap((gap) => {
    const mine = checks.filter((check) => belongsTo(gap, check));
    return mine.some(({ state }) => state === "failed") ? mine : [];
  });
  return new Set(there.map(({ id }) => id));
}

/** A config file may limit waits, too: what is left out is left out, whoever said so. */
function filterOf({ options, settings: { maxWaitMs } }: GateRun): Pick<ReportRun, "filter"> {
  const { phases, pattern, tagsFilter, isFiltered } = options;
  if (!isFiltered && maxWaitMs === undefined) return {};
  return {
    filter: {
      phases,
      ...(pattern === undefined ? {} : { pattern }),
      ...(tagsFilter === undefined ? {} : { tags: tagsFilter }),
      ...(maxWaitMs === undefined ? {} : { maxWaitMs }),
    },
  };
}
