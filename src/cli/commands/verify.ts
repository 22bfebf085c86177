import { Command } from "commander";
import { addGapOptions } from "../gap/gap-options.ts";
import { addFilterOptions, addRunOptions, readGateOptions } from "../gate/gate-options.ts";
import type { Io } from "../io.ts";
import { addTargetOptions, targetFlags } from "../target-options.ts";

const examples = `
Examples:
  $ gapproof verify --target https://api.staging.example.com --expect-revision --wait 10m
                                      once the commit CI builds answers everything: all passes, no gap is left
  $ DOCKER_BACKEND_PORT=8002 gapproof verify      the build of a pull request, before it is merged
  $ gapproof verify --gap upgrade-stripped        everything, and one gap only
  $ gapproof verify --json | jq '.gaps[] | select(.state != "closed")'

Checks of a declared gap are run as often as the gap says (\`times\`); passes of earlier runs that the
ledger holds are counted. Without a name, --expect-revision takes the commit of the CI system, else
the one that is checked out; it takes any word behind it for a name.

Exit codes of this command: 0 all passes and every gap is closed · 1 a check fails, a gap is open, back or past its
day, a rate is too low, or the revision did not take over · 3 inconclusive · 4 nothing to test ·
2 usage or configuration.
`;

/** `gapproof verify`: is the gap closed after the deployment, and does everything pass? */
export function verifyCommand(io: Io): Command {
  const command = new Command("verify").description(
    "after a deployment, or for a pull request: show that all passes and no declared gap is left",
  );
  addFilterOptions(addGapOptions(command))
    .option("--expect-revision [name]", "revision that should answer every fresh connection")
    .option("--wait <time>", "first wait up to this long until it answers everything, e.g. 10m")
    .option("--connections <n>", "fresh connections over each way a wait ends with (default: 29)")
    .option("--retry <n>", "try a failed check again; green then is flaky, not passed", "0");
  addTargetOptions(addRunOptions(command))
    .option("--no-diagnose", "do not probe the target for why checks failed")
    .addHelpText("after", examples);
  return command.action(async function verifyDeployment() {
    const options = readGateOptions(command);
    const { verify } = await import("../gap/verify-action.ts");
    const { expectRevision: _, ...target } = targetFlags(command);
    const report = await verify({ flags: command.opts(), target, options }, io);
    io.exit(report.run.exitCode);
  });
}
