import { contractHash } from "../../contract/hash.ts";
import { provision } from "../../fixtures/provision.ts";
import { systemClock } from "../../ground/clock.ts";
import { ConfigurationError } from "../../ground/errors.ts";
import { readReport } from "../../harness/report/read-report.ts";
import type { Report } from "../../harness/report/report.ts";
import { loadSettings, type SettingsFlags } from "../../harness/settings/load-settings.ts";
import type { Settings } from "../../harness/settings/settings.ts";
import type { GateOptions } from "../gate/gate-options.ts";
import type { BranchAnswer, GatePlan } from "../gate/gate-plan.ts";
import { runGate } from "../gate/gate-run.ts";
import { ownPhaseFiles } from "../gate/phase-files.ts";
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
  return async function askBranch(only) {
    io.err(`asking the branch's own build: ${named}\n`);
    const report = await runGate({
      settings: { ...settings, wsUrl: undefined },
      options: { ...options, pattern: undefined, tagsFilter: undefined, diagnose: false, only },
      ...{ files: ownPhaseFiles(), provision, clock: systemClock, interrupted: io.interrupted },
    });
    return answerOf(report, named);
  };
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

function answerOf({ checks, target, verdict, reasons }: Report, from: string): BranchAnswer {
  const revision = target.identity?.revision;
  return {
    checks,
    build: { from, ...(revision === undefined ? {} : { revision }) },
    warnings: verdict === "blocked" ? [`the branch's own build, ${from}: ${reasons[0] ?? ""}`] : [],
  };
}
