import { Command } from "commander";
import { addGateOptions, readGateOptions } from "../gate/gate-options.ts";
import type { Io } from "../io.ts";
import { addTargetOptions, targetFlags } from "../target-options.ts";

const examples = `
Examples:
  $ gapproof gate                                    whatever backend is found; says which and why
  $ gapproof gate --target embedded                  the reference backend, for a first look and for CI
  $ gapproof gate --target https://api.staging.example.com
  $ gapproof gate --project golden-path-recovery     one phase only
  $ gapproof gate -t websocket.answers-ping          one check only
  $ gapproof gate --json | jq -r .verdict            for programs; progress goes to standard error
`;

/** `gapproof gate`: walks the phases against the target and ends with a verdict. */
export function gateCommand(io: Io): Command {
  const command = new Command("gate").description(
    "walk the golden path in phases and end with a verdict",
  );
  addTargetOptions(addGateOptions(command)).addHelpText("after", examples);
  return command.action(async function gate() {
    const options = readGateOptions(command);
    // Behind this lie the reference backend, the schemas and the reports: only a gate waits for them.
    const { listGate, walkGate } = await import("../gate/gate-action.ts");
    if (options.list) await listGate(options, io);
    else await walkGate(targetFlags(command), options, io);
  });
}
