import { Command } from "commander";
import { addGapOptions } from "../gap/gap-options.ts";
import { addRunOptions, readGateOptions } from "../gate/gate-options.ts";
import type { Io } from "../io.ts";
import { addTargetOptions, targetFlags } from "../target-options.ts";

const examples = `
Examples:
  $ gapproof loop --target https://api.staging.example.com --deploy ./deploy.sh --expect-revision
                                      prove, deploy, wait for the commit CI builds, verify, compare
  $ gapproof loop --deploy 'gcloud run deploy api --image "$IMAGE"' --expect-revision r2 --wait 15m
  $ gapproof loop --deploy ./deploy.sh --branch docker   the branch's own build has none of the gaps
  $ gapproof loop --deploy ./deploy.sh --json | jq '.gaps[] | .id + ": " + .transition'

The command is run by the shell, here, and what it says goes to standard error. Unless every gap is proven
first, nothing is deployed. Reports go to before/ and after/ of --report-dir, the comparison to comparison.json
beside them.

Exit codes of this command: 0 what was proven is closed and nothing broke · 1 not proven, the deploy command failed,
or a gap is open or back, or something is worse · 3 nobody can tell · 4 nothing to test, before or after ·
2 usage, or no gap is declared · 130 interrupted; the deploy command is ended.
`;

/** Not the folder of a gate's report, which replaces all that lies in it. */
const reportDir = "gapproof-loop";

/** `gapproof loop`: does this deployment close the gap? */
export function loopCommand(io: Io): Command {
  const command = new Command("loop")
    .description("prove a gap, deploy, wait for the new build, verify that it is closed, compare")
    .requiredOption("--deploy <command>", "command that deploys, run by the shell")
    .option("--deploy-timeout <time>", "end the deploy command after this long", "30m")
    .option("--expect-revision [name]", "revision that has to take over (default: the commit)")
    .option("--wait <time>", "wait up to this long until it does (default: 10m)")
    .option(
      "--branch <target|report>",
      "the branch's own build: a URL, docker, or the report of a run against it",
    );
  addTargetOptions(addRunOptions(addGapOptions(command))).addHelpText("after", examples);
  keepBothReports(command);
  return command.action(async function closeLoop() {
    const options = readGateOptions(command);
    const { runLoop } = await import("../loop/loop-action.ts");
    // Neither is for the run before the deployment.
    const { expectRevision: _, ...target } = targetFlags(command);
    io.exit(await runLoop({ flags: command.opts(), target, options }, io));
  });
}

function keepBothReports(command: Command): void {
  const option = command.options.find(({ long }) => long === "--report-dir");
  if (option === undefined) return;
  option.default(reportDir).description = "folder of before/, after/ and comparison.json";
  command.setOptionValueWithSource("reportDir", reportDir, "default");
}
