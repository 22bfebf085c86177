import { contractHash } from "../../contract/hash.ts";
import type { CheckResult } from "../../harness/gate/check-result.ts";
import { belongsTo } from "../../harness/gate/gaps/gap-run.ts";
import type { OwnedGap } from "../../harness/gate/gaps/reported-gap.ts";
import { composeReport, type RunFacts } from "../../harness/report/compose.ts";
import type { Report, ReportRun } from "../../harness/report/report.ts";
import { newRunId } from "../../harness/report/run-id.ts";
import type { Declarations } from "../../harness/report/weighing.ts";
import type { Settings } from "../../harness/settings/settings.ts";
import { detectEnvironment } from "../../harness/target/environment.ts";
import { packageVersion } from "../package-info.ts";
import { fastFilter } from "./gate-options.ts";
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
  const facts = { ...found, ...(await planOf(gate, found)) };
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

/** The plan, with what the branch's own build says where a gap is there to be compared. */
async function planOf(
  gate: GateRun,
  { checks, end: ended, warnings: found }: Pick<Findings, "checks" | "end" | "warnings">,
): Promise<Pick<RunFacts, "mode" | "gaps" | "rollout" | "warnings" | "branch" | "end">> {
  const { plan, interrupted } = gate;
  if (plan === undefined) return { warnings: found, end: ended };
  const { gaps, branch: ask, ...asked } = plan;
  const facts = { ...asked, end: ended };
  if (gaps === undefined) return { ...facts, warnings: found };
  const warnings = [...found, ...strangersIn(gaps.gaps, gate, checks)];
  const ids = failedIn(gaps.gaps, checks);
  if (ask === undefined || ids.size === 0 || ended !== "finished")
    return { ...facts, gaps, warnings };
  const { checks: branch, build, warnings: told } = await ask(ids);
  return {
    ...{ ...facts, gaps: { ...gaps, branch }, branch: build, warnings: [...warnings, ...told] },
    end: interrupted.aborted ? "interrupted" : ended,
  };
}

/** In a run of everything, a check that did not even come to be skipped is one that nobody has. */
function strangersIn(
  gaps: readonly OwnedGap[],
  { options }: GateRun,
  all: readonly CheckResult[],
): readonly string[] {
  if (options.isFiltered || all.length === 0) return [];
  const known = new Set(all.map(({ id }) => id));
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
