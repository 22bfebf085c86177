import type { ExitCode } from "../../ground/exit-code.ts";
import { compareReports } from "../../harness/report/comparison/compare-reports.ts";
import type { Comparison } from "../../harness/report/comparison/comparison.ts";
import {
  renderComparison,
  renderComparisonVerdict,
} from "../../harness/report/comparison/comparison-text.ts";
import type { Report } from "../../harness/report/report.ts";
import type { SettingsFlags } from "../../harness/settings/load-settings.ts";
import { prove } from "../gap/prove-action.ts";
import { verify } from "../gap/verify-action.ts";
import type { GateOptions } from "../gate/gate-options.ts";
import type { Io } from "../io.ts";
import { deployStep } from "./deploy-step.ts";
import { comparisonText, LoopFolder } from "./loop-folder.ts";
import { type LoopFlags, type LoopPlan, planOf } from "./loop-plan.ts";
import { StepIo } from "./step-io.ts";

/** What to close the loop around, and how. */
export interface Loop {
  readonly flags: LoopFlags;
  readonly target: SettingsFlags;
  readonly options: GateOptions;
}

/** What every step is told. */
interface Stage extends Loop {
  readonly plan: LoopPlan;
  readonly folder: LoopFolder;
  readonly io: Io;
  /** Where a step's own report goes: with `--json`, standard output is for the comparison alone. */
  readonly stepIo: Io;
}

/** Width where there is no terminal: logs scroll. */
const logWidth = 120;

/**
 * Shows a gap, deploys, and shows that it is closed: prove, deploy, wait, verify, compare. Each step needs the one
 * before, so the loop ends with the first that does not come out as it should.
 *
 * @returns what the loop exits with
 * @throws ConfigurationError naming the option at fault, before anything is run
 */
export async function runLoop({ flags, target, options }: Loop, io: Io): Promise<ExitCode> {
  const plan = await planOf(flags, io);
  const folder = new LoopFolder(options.reportDir, io.cwd);
  await folder.check();
  const own = { ...options, json: false };
  const stepIo = options.json ? new StepIo(io) : io;
  const stage: Stage = { flags, target, options: own, plan, folder, io, stepIo };
  const before = await proven(stage);
  const { exitCode } = before.run;
  if (exitCode !== 0) {
    const isOpen = exitCode !== 130 && before.verdict !== "pass";
    io.err(`${isOpen ? "the gaps are not proven: " : ""}nothing was deployed\n`);
    return exitCode;
  }
  const failure = await deployStep(plan, folder.before, io);
  if (failure !== undefined) return failure;
  const after = await verified(stage);
  if (io.interrupted.aborted || after.run.exitCode === 130) return 130;
  return await compared({ before, after }, { ...stage, options });
}

async function proven({ flags, target, options, folder, io, stepIo }: Stage): Promise<Report> {
  io.err("1/5 prove\n");
  const { gap, ledger, branch } = flags;
  const asked = {
    ...(gap === undefined ? {} : { gap }),
    ...(ledger === undefined ? {} : { ledger }),
    ...(branch === undefined ? {} : { branch }),
  };
  const report = await prove(
    { flags: asked, target, options: { ...options, reportDir: folder.before } },
    stepIo,
  );
  await folder.forgetEarlier();
  return report;
}

async function verified({ flags, plan, folder, io, ...stage }: Stage): Promise<Report> {
  const { rollout } = plan;
  const name = rollout?.expectRevision === true ? "the commit" : rollout?.expectRevision;
  io.err(
    rollout === undefined
      ? "3/5 wait: skipped; without --expect-revision nobody knows whether the new build answers\n"
      : `3/5 wait: up to ${rollout.wait} for ${name}\n`,
  );
  const { gap, ledger } = flags;
  return await verify(
    {
      flags: {
        ...{ ...rollout },
        ...(gap === undefined ? {} : { gap }),
        ...(ledger === undefined ? {} : { ledger }),
      },
      target: stage.target,
      options: { ...stage.options, reportDir: folder.after },
      onWaited: () => io.err("4/5 verify\n"),
    },
    stage.stepIo,
  );
}

/** What came of it, for whoever asked. A comparison that cannot be written never ends with 0. */
async function compared(
  { before, after }: { readonly before: Report; readonly after: Report },
  { options, folder, io }: Stage,
): Promise<ExitCode> {
  io.err("5/5 compare\n");
  const comparison = compareReports(before, after);
  io.out(textOf(comparison, options, io));
  const failure = await folder.write(comparison);
  if (failure !== undefined) io.err(`${failure}\n`);
  if (after.run.exitCode === 4) return 4;
  if (comparison.exitCode !== 0) return comparison.exitCode;
  return failure === undefined ? after.run.exitCode : 2;
}

function textOf(comparison: Comparison, { json, quiet }: GateOptions, io: Io): string {
  if (json) return comparisonText(comparison);
  const { color, columns: width = logWidth } = io;
  const render = quiet ? renderComparisonVerdict : renderComparison;
  return render(comparison, { color, width });
}
