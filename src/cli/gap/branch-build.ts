import { contractHash } from "../../contract/hash.ts";
import { provision } from "../../fixtures/provision.ts";
import { systemClock } from "../../ground/clock.ts";
import { ConfigurationError } from "../../ground/errors.ts";
import type { OwnedGap } from "../../harness/gate/gaps/reported-gap.ts";
import { readReport } from "../../harness/report/read-report.ts";
import type { Report } from "../../harness/report/report.ts";
import { loadSettings, type SettingsFlags } from "../../harness/settings/load-settings.ts";
import type { Settings } from "../../harness/settings/settings.ts";
import type { GateOptions } from "../gate/gate-options.ts";
import type { BranchAnswer, GatePlan } from "../gate/gate-plan.ts";
import { runGate } from "../gate/gate-run.ts";
import { ownPhaseFiles } from "../gate/phase-files.ts";
import { standInFor } from "../history/stand-in.ts";
import type { Io } from "../io.ts";

/** How the branch's own build is asked. */
export interface BranchQuestion {
  /** A target as `--target` takes it, or the report of a run against it. */
  readonly named: string;
  readonly flags: SettingsFlags;
  readonly options: GateOptions;
  /** Of the deployment. */
  readonly settings: Pick<Settings, "contract">;
}

/**
 * The branch's own build, by a target or by what a run against it left: the other half of a deployment gap.
 *
 * @throws {@link ConfigurationError} for a name that is neither, before anything is run
 */
export async function branchBuild(
  { named, flags, options, settings: deployed }: BranchQuestion,
  io: Io,
): Promise<GatePlan["branch"]> {
  if (!/^(?:https?:\/\/|(?:embedded|docker|staging|default)$)/i.test(named)) {
    const report = await readReport("--branch", named, io.cwd);
    refuseOther(report, deployed, named);
    return async () => answerOf(report, named);
  }
  // Where the deployment's WebSocket is, and which revision it should be, says nothing of the branch's.
  const { wsUrl: _, expectRevision: __, ...others } = flags;
  const settings = await loadSettings({
    ...{ cwd: io.cwd, env: io.env },
    flags: { ...others, target: named },
  });
  return async function askBranch({ checks: only, limitMs }) {
    io.err(`asking the branch's own build: ${named}\n`);
    const report = await runGate({
      settings: { ...settings, wsUrl: undefined },
      options: {
        ...{ ...options, pattern: undefined, tagsFilter: undefined, samples: undefined },
        ...{ diagnose: false, only, maxDurationMs: limitMs },
      },
      // Rates of gaps are walked there, too: single checks say nothing of them.
      plan: {
        mode: "gate",
        gaps: { mode: "prove", gaps: ratedIn(settings), earlierOn: () => ({}) },
      },
      ...{ files: ownPhaseFiles(), provision, clock: systemClock, interrupted: io.interrupted },
    });
    return answerOf(report, named);
  };
}

function ratedIn({ gaps = [] }: Settings): readonly OwnedGap[] {
  return gaps.filter(({ rate }) => rate !== undefined);
}

/** Whose checks meant something else, or that has none, says nothing. */
function refuseOther(
  { contract, mode }: Report,
  deployed: Pick<Settings, "contract">,
  received: string,
): void {
  const refuse = (rule: string): never => {
    throw new ConfigurationError("--branch", rule, { received });
  };
  if (mode === "watch")
    refuse("must be the report of a run with checks, such as gate's or verify's");
  const own = contractHash(deployed.contract);
  if (contract.hash !== own)
    refuse(`must be of the same contract (${own}), and is of ${contract.id} (${contract.hash})`);
}

/** What a run that is not the one that was meant, or not whole, found out is not the branch's doing. */
function answerOf(report: Report, from: string): BranchAnswer {
  const { checks, journeys, target } = report;
  const revision = target.identity?.revision;
  const obstacle = obstacleIn(report);
  const isReference = target.identity?.reference === true;
  const build = { from, ...(revision === undefined ? {} : { revision }) };
  if (obstacle === undefined) return { checks, journeys, build, isReference, warnings: [] };
  const warnings = [`the branch's own build, ${from}, was not measured: ${obstacle}`];
  return { checks: [], journeys: [], build: { from }, isReference, warnings };
}

function obstacleIn(report: Report): string | undefined {
  const { verdict, reasons, run, target } = report;
  if (verdict === "blocked") return reasons[0] ?? verdict;
  if (run.end !== "finished")
    return run.end === "interrupted" ? "the run was interrupted" : "the run ran out of time";
  return target.source === "embedded" ? undefined : standInFor(report);
}
