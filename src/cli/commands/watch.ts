import { Command } from "commander";
import { addHistoryOptions } from "../history/history-options.ts";
import type { Io } from "../io.ts";
import { collect } from "../repeatable.ts";
import { addTargetOptions, targetFlags } from "../target-options.ts";

const examples = `
Examples:
  $ gapproof watch                                until it is clear how often each journey works
  $ gapproof watch --target https://staging.example.com --history nights.jsonl
                                                  every night: how it went, and how it went before
  $ gapproof watch --journey websocket --alpha 0.01 --beta 0.01
                                                  one journey, and surer of it
  $ gapproof watch --min 1000                     a thousand trials; more than 95 % must go well
  $ gapproof watch --min 1000 --for 2h            the same, spread over two hours
  $ gapproof watch --for 30m --every 10s          half an hour, a trial every ten seconds
  $ gapproof watch --json | jq '.journeys[] | {id, n, successes, decision}'

A trial is one fresh visit, and its first attempt: nothing is tried again. What each journey promises is in
the contract (\`targets\`); what is asked of it is printed before the first trial.

Exit codes of this command: 0 an unacceptable rate is ruled out for each journey · 1 one is below its target,
connecting is too slow, or the time ran out · 3 undecided · 4 nothing to test · 2 usage or configuration · 130 interrupted,
and what was counted is reported.
`;

/** `gapproof watch`: how often does each journey work? */
export function watchCommand(io: Io): Command {
  const command = new Command("watch")
    .description("walk journeys again and again, and say how often each works")
    .option("--journey <id>", "watch this journey only; may be repeated", collect)
    .option("--min <n>", "a loop of so many trials of all journeys; more than 95 % must go well")
    .option("--for <time>", "watch for this long, the trials spread over it, e.g. 2h")
    .option("--every <time>", "least time between the starts of two trials, e.g. 5s")
    .option("--at-once <n>", "trials under way at a time, 1 to 50 (default: 4; remote: 2)")
    .option("--alpha <share>", "how often a bad rate may pass, at most 0.3 (default: 0.05)")
    .option("--beta <share>", "how often a good rate may fail, at most 0.3 (default: 0.05)")
    .option(
      "--max-duration <time>",
      "end the run after this long (default: 60m, or a quarter of an hour more than --for)",
    )
    .option("--no-diagnose", "do not probe the target for why a rate is too low")
    .option("--scale <factor>", "embedded backend only: shorten its long promises, from 0.001")
    .option("--seed <n>", "seed of everything random (default: a new one, printed in the report)")
    .option("--test-headers", "send the contract's headers that weaken authentication")
    .option("--report-dir <folder>", "folder of report.json and junit.xml", "gapproof-report")
    .option("--json", "print the report as JSON; progress goes to standard error")
    .option("--quiet", "print the verdict only");
  addTargetOptions(addHistoryOptions(command)).addHelpText("after", examples);
  return command.action(async function watchTarget() {
    const { watch } = await import("../watch/watch-action.ts");
    const report = await watch(command.opts(), targetFlags(command), io);
    io.exit(report.run.exitCode);
  });
}
