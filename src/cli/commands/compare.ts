import { Command } from "commander";
import type { Io } from "../io.ts";

const examples = `
Examples:
  $ gapproof compare before/ after/                   folders that hold a report.json
  $ gapproof compare before.json after.json           or the files themselves
  $ gapproof compare before/ after/ --output comparison.json
                                                      the same for people, and for later
  $ gapproof compare before/ after/ --json | jq '.gaps[] | .id + ": " + .transition'
  $ gapproof compare before/ after/ --quiet           the verdict alone, with its reasons

Nobody is asked and nothing is sent: the two reports alone are compared, by the rules of docs/compare.md.
A gap counts as closed by the deployment when it was proven before and is closed after.

Exit codes of this command: 0 what was proven is closed and nothing broke · 1 a gap is open or back, a check
or a rate is worse, or AFTER failed · 3 nobody can tell, or the two may not be compared · 4 AFTER was blocked ·
2 usage, or a file that is no report.
`;

/** `gapproof compare`: what a deployment closed, and what it broke. */
export function compareCommand(io: Io): Command {
  const command = new Command("compare")
    .description("hold the report of a run before a deployment against one after it")
    .argument("<before>", "report of the run before: a report.json, or a folder that holds one")
    .argument("<after>", "report of the run after")
    .option("--json", "print one JSON object")
    .option("--quiet", "print the verdict alone, with its reasons")
    .option("--output <file>", "write the comparison as JSON, too")
    .addHelpText("after", examples);
  return command.action(async function compare(before: string, after: string) {
    const { runCompare } = await import("../compare/compare-action.ts");
    await runCompare({ ...command.opts(), before, after }, io);
  });
}
