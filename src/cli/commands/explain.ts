import { Command } from "commander";
import { ConfigurationError } from "../../ground/errors.ts";
import type { Io } from "../io.ts";

const examples = `
Examples:
  $ gapproof explain never-negotiates           a cause: what it looks like, what proves it, what to do
  $ gapproof explain H4                         the same, by its row of the taxonomy
  $ gapproof explain edge.strips-offer          a fault: what happens, its true cause, how to play it
  $ gapproof explain websocket.answers-ping     a check: what it asserts, and where it stands
  $ gapproof explain --list                     every cause
  $ gapproof explain buffering --json           for programs
`;

/** `gapproof explain`: what a cause, a fault or a check is. */
export function explainCommand(io: Io): Command {
  const command = new Command("explain")
    .description("say what a cause, a fault or a check is, and what to do about it")
    .argument("[ID]", "id of a cause, a fault or a check")
    .option("--list", "list the causes")
    .option("--json", "print JSON")
    .addHelpText("after", examples);
  return command.action(async function explain(id: string | undefined) {
    const { list = false, json = false } = command.opts<{ list?: boolean; json?: boolean }>();
    if ((id === undefined) !== list) {
      throw new ConfigurationError("explain", "must be given either an ID or --list");
    }
    // Behind this lie the reference backend and Vitest: only who asks waits for them.
    const { explainId, listCauses } = await import("../explain/explain-action.ts");
    if (id === undefined) listCauses(json, io);
    else await explainId(id, json, io);
    io.exit(0);
  });
}
