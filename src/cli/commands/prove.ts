import { Command } from "commander";
import { addGapOptions } from "../gap/gap-options.ts";
import { addRunOptions, readGateOptions } from "../gate/gate-options.ts";
import type { Io } from "../io.ts";
import { addTargetOptions, targetFlags } from "../target-options.ts";

const examples = `
Examples:
  $ gapproof prove --target https://api.staging.example.com
                                      the declared gaps are there, each for its declared cause
  $ gapproof prove --target https://api.staging.example.com --branch docker
                                      … and the branch's own build has none of them
  $ gapproof prove --branch ci/gapproof-report    … by the report of a run against that build
  $ gapproof prove --gap upgrade-stripped         one gap only
  $ gapproof prove --json | jq '.gaps[] | {id, state, because}'

A gap is declared in gapproof.config's \`gaps\`: checks, cause, since, owner. It is proven when its checks
fail of that cause on an identified revision, and everything else passes or fails of a declared cause
too. Without --branch it is a proven defect, and nobody knows whether a deployment closes it.

Exit codes of this command: 0 every gap is proven · 1 a gap fails for another reason, is open, or is not there,
or something fails beside the gaps · 3 too little was measured · 4 nothing to test, or nobody knows
which revision answered · 2 usage, or no gap is declared.
`;

/** `gapproof prove`: is the gap there before the deployment, for its declared reason? */
export function proveCommand(io: Io): Command {
  const command = new Command("prove").description(
    "before a deployment: show that the declared gaps are there, each for its declared cause",
  );
  addGapOptions(command).option(
    "--branch <target|report>",
    "the branch's own build: a URL, docker, or the report of a run against it",
  );
  addTargetOptions(addRunOptions(command)).addHelpText("after", examples);
  return command.action(async function proveGaps() {
    const options = readGateOptions(command);
    const { prove } = await import("../gap/prove-action.ts");
    const report = await prove(
      { flags: command.opts(), target: targetFlags(command), options },
      io,
    );
    io.exit(report.run.exitCode);
  });
}
