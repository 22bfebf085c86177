import { Command, CommanderError, InvalidArgumentError } from "commander";
import { ConfigurationError, GapproofError } from "../../src/ground/errors.ts";
import { runHealthy } from "./commands/healthy.ts";
import { runMatrix } from "./commands/run.ts";
import { runSabotage } from "./commands/sabotage.ts";
import { runSubset } from "./commands/subset.ts";

/** Processes: as many as the machines this runs on have cores. */
const defaultWorkers = 2;
/** More than any machine has use for; each imports every check file. */
const mostWorkers = 32;

/** What every command is told; the other options belong to the matrix itself. */
const common = ["seed", "workers"];

const program = new Command("matrix")
  .exitOverride()
  .description("see every check fail: run all of them against all faults")
  .option("--seed <n>", "seed of everything random", wholeNumber, 1)
  .option("--workers <n>", "processes", processes, defaultWorkers)
  .option("--faults <ids>", "only faults whose id contains one of these, comma-separated", list)
  .option("--checks <ids>", "only checks whose id contains one of these, comma-separated", list)
  .option("--verbose", "say what each check died of", false)
  .option("--exhaustive", "try every fault by itself from the start; takes longer", false)
  .option("--update", "record what this run saw: kills, costs, the fast checks", false)
  .option("--report-dir <folder>", "folder of matrix.json and matrix.md", "gapproof-report")
  .action((options) => finish(() => runMatrix(options)));

program
  .command("subset")
  .description("only the kills that are meant to be, so few that each check and each fault has one")
  .action((_, command) => finish(() => runSubset(commonOf(command))));

program
  .command("sabotage")
  .description("checks with their teeth taken out: does the matrix notice?")
  .action((_, command) => finish(() => runSabotage(commonOf(command))));

program
  .command("healthy")
  .description("no fault at all, many times: how sure are we that no check cries wolf?")
  .option("--runs <n>", "runs of each of them, each with a seed of its own", runsOfEach, 3)
  .action(({ runs }, command) => finish(() => runHealthy({ ...commonOf(command), runs })));

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Commander has said what is wrong.
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}

async function finish(work: () => Promise<readonly string[]>): Promise<void> {
  try {
    const problems = await work();
    for (const problem of problems) console.error(`✗ ${problem}`);
    process.exitCode = problems.length === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof GapproofError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}

/** @throws {@link ConfigurationError} for an option that this command would leave unheeded */
function commonOf(command: Command): { readonly seed: number; readonly workers: number } {
  for (const option of program.options) {
    const name = option.attributeName();
    if (common.includes(name) || program.getOptionValueSource(name) !== "cli") continue;
    throw new ConfigurationError(option.long ?? name, `must stand without ${command.name()}`);
  }
  return program.opts();
}

function list(value: string): readonly string[] {
  const parts = value.split(",").map((part) => part.trim());
  if (parts.every((part) => part !== "")) return parts;
  throw new InvalidArgumentError("It must be ids or parts of ids.");
}

function processes(value: string): number {
  if (/^[1-9]\d*$/.test(value) && Number(value) <= mostWorkers) return Number(value);
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${mostWorkers}.`);
}

/** Fewer would say too little: what is random may have been the same every time. */
function runsOfEach(value: string): number {
  const runs = wholeNumber(value);
  if (runs >= 3) return runs;
  throw new InvalidArgumentError("It must be a whole number from 3 on.");
}

function wholeNumber(value: string): number {
  if (/^[1-9]\d*$/.test(value)) return Number(value);
  throw new InvalidArgumentError("It must be a whole number from 1 on.");
}
