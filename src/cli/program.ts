import { Command, CommanderError } from "commander";
import { explain, GapproofError } from "../ground/errors.ts";
import { type ExitCode, exitCodeMeanings } from "../ground/exit-code.ts";
import type { Io } from "./io.ts";
import { packageVersion } from "./package-info.ts";

const examples = `
Examples:
  $ gapproof gate        test whatever backend is found, and say which and why
  $ gapproof prove       show before a deployment that a gap is there, for its declared cause
  $ gapproof verify      show after it that all passes and no gap is left
  $ gapproof loop        prove, deploy by a command of yours, verify, and compare
  $ gapproof watch       walk journeys again and again, and say how often each works
  $ gapproof resolve     say which backend would be tested, and test nothing
  $ gapproof diagnose    say what is wrong with a backend, and what proves it
  $ gapproof drift       hold the settings of the branch against those that run
  $ gapproof ready       say whether the branch is fit to be deployed, by its files alone
  $ gapproof compare     hold a run before a deployment against one after it
  $ gapproof explain     say what a cause, a fault or a check is
  $ gapproof serve       run the reference backend in the foreground
`;

/** Each behind its own import: what one command needs, no other waits for. */
const commands: ReadonlyMap<string, (io: Io) => Promise<Command>> = new Map([
  ["gate", async (io: Io) => (await import("./commands/gate.ts")).gateCommand(io)],
  ["prove", async (io: Io) => (await import("./commands/prove.ts")).proveCommand(io)],
  ["verify", async (io: Io) => (await import("./commands/verify.ts")).verifyCommand(io)],
  ["loop", async (io: Io) => (await import("./commands/loop.ts")).loopCommand(io)],
  ["watch", async (io: Io) => (await import("./commands/watch.ts")).watchCommand(io)],
  ["resolve", async (io: Io) => (await import("./commands/resolve.ts")).resolveCommand(io)],
  ["diagnose", async (io: Io) => (await import("./commands/diagnose.ts")).diagnoseCommand(io)],
  ["drift", async (io: Io) => (await import("./commands/drift.ts")).driftCommand(io)],
  ["ready", async (io: Io) => (await import("./commands/ready.ts")).readyCommand(io)],
  ["compare", async (io: Io) => (await import("./commands/compare.ts")).compareCommand(io)],
  ["explain", async (io: Io) => (await import("./commands/explain.ts")).explainCommand(io)],
  ["serve", async (io: Io) => (await import("./commands/serve.ts")).serveCommand(io)],
]);

/** The command that was named, or all of them for help and for a name nobody has. */
async function loadCommands(io: Io, argv: readonly string[]): Promise<readonly Command[]> {
  const named = commands.get(argv.find((word) => !word.startsWith("-")) ?? "");
  const wanted = named === undefined ? [...commands.values()] : [named];
  return Promise.all(wanted.map((load) => load(io)));
}

/** The command line, without a process around it. */
async function buildProgram(io: Io, argv: readonly string[]): Promise<Command> {
  const program = new Command("gapproof")
    .description("the end-to-end gate between a branch and its users")
    .version(packageVersion(), "-V, --version")
    .option("--no-color", "print without colour; so does NO_COLOR")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => io.err(text),
      getOutHelpWidth: () => io.columns ?? 100,
      getErrHelpWidth: () => io.columns ?? 100,
    })
    .showSuggestionAfterError()
    .showHelpAfterError("(--help says what there is)")
    .configureHelp({ showGlobalOptions: true })
    .addHelpText("after", `${examples}\n${exitCodeTable()}`);
  for (const command of await loadCommands(io, argv)) {
    program.addCommand(
      command.copyInheritedSettings(program).addHelpText("after", `\n${exitCodeTable()}`),
    );
  }
  return program;
}

/** Runs a command line to its end. What went wrong has been said by then, and the exit code set. */
export async function runProgram(io: Io, argv: readonly string[]): Promise<void> {
  try {
    const program = await buildProgram(io, argv);
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    io.exit(report(error, io));
  }
}

function report(error: unknown, io: Io): ExitCode {
  if (io.interrupted.aborted) {
    io.err("interrupted\n");
    return 130;
  }
  // Commander has said what it had to say; `--help` and `--version` also end this way.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof GapproofError) {
    io.err(`${error.message}\n`);
    return error.exitCode;
  }
  io.err(`gapproof failed unexpectedly: ${explain(error)}\n`);
  if (io.env.DEBUG?.includes("gapproof") === true && error instanceof Error) {
    io.err(`${error.stack ?? ""}\n`);
  } else {
    io.err("DEBUG=gapproof shows where.\n");
  }
  return 1;
}

function exitCodeTable(): string {
  const rows = Object.entries(exitCodeMeanings).map(
    ([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`,
  );
  return ["Exit codes:", ...rows].join("\n");
}
