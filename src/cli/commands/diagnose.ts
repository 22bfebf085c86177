import { Command } from "commander";
import type { Io } from "../io.ts";
import { addTargetOptions, targetFlags } from "../target-options.ts";

const examples = `
Examples:
  $ gapproof diagnose                            whatever backend is found
  $ gapproof diagnose https://staging.example.com
  $ gapproof diagnose --direct https://rev-7.run.app https://staging.example.com
                                                 tell the edge's faults from the application's
  $ gapproof diagnose --expect-revision "$(git rev-parse HEAD)" https://staging.example.com
                                                 and whether the code that was deployed answers
  $ gapproof diagnose --record seen.json && gapproof diagnose --replay seen.json
                                                 the same diagnosis again, without the backend
  $ gapproof diagnose --json | jq '.causes[0].id'

Exit codes of this command: 0 nothing is wrong · 1 a cause was found · 3 something is wrong and the
evidence does not say what · 4 there is nothing to talk to · 2 usage.
`;

/** `gapproof diagnose`: which layer broke, what proves it, what to do. */
export function diagnoseCommand(io: Io): Command {
  const command = new Command("diagnose")
    .description("say what is wrong with a backend, prove it from the wire, and say what to do")
    .argument("[url]", "backend to diagnose (default: the one `gapproof resolve` names)")
    .option("--direct <url>", "the same deployment without its edge, e.g. a revision's own URL")
    .option("--expect-revision <name>", "revision that should answer, as the deployment names it")
    .option("--thorough", "go on when a cause stands out, and look for others beside it")
    .option("--no-checks", "do not run the suite's fast checks when the wire looks sound")
    .option("--record <file>", "write down what the probes saw, redacted")
    .option("--replay <file>", "diagnose from such a file; the network is not touched")
    .option("--json", "print one JSON object")
    .option("--quiet", "print the causes alone, without the probes");
  addTargetOptions(command).addHelpText("after", examples);
  return command.action(async function diagnose(url: string | undefined) {
    const { runDiagnose } = await import("../diagnose/diagnose-action.ts");
    await runDiagnose({ ...command.opts(), url }, targetFlags(command), io);
  });
}
