import { Command, InvalidArgumentError } from "commander";
import { benchHealthy } from "./commands/healthy.ts";
import { benchPairs } from "./commands/pairs.ts";
import { benchSingles } from "./commands/singles.ts";
import { exitCode } from "./promises.ts";

const program = new Command("diagnosis")
  .description("hold diagnoses against the truth: counts, not only shares")
  .option("--seed <n>", "seed of everything random", wholeNumber, 1)
  .option("--workers <n>", "backends diagnosed at a time", wholeNumber, 2)
  .option("--faults <regexp>", "only faults whose id matches", "")
  .option("--no-checks", "do not ask the suite's fast checks where the wire looks sound")
  .option("--no-secret", "do not give the secret that tokens are signed with")
  .option("--update", "record what is said of each fault, for docs/faults.md", false)
  .option("--verbose", "show every probe of what was missed", false);

program
  .command("singles", { isDefault: true })
  .description("every fault by itself, without and with its origin's own address")
  .action(() => benchSingles(program.opts()));

program
  .command("pairs")
  .description("two faults at once")
  .option("--pairs <n>", "how many", wholeNumber, 100)
  .action(({ pairs }) => benchPairs({ ...program.opts(), pairs }));

program
  .command("healthy")
  .description("nothing wrong, and unusual in every way that is allowed")
  .option("--runs <n>", "how many", wholeNumber, 200)
  .action(({ runs }) => benchHealthy({ ...program.opts(), runs }));

await program.parseAsync();
process.exitCode = exitCode();

function wholeNumber(value: string): number {
  if (/^[1-9]\d*$/.test(value)) return Number(value);
  throw new InvalidArgumentError("It must be a whole number from 1.");
}
