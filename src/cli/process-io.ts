import { writeSync } from "node:fs";
import type { ExitCode } from "../ground/exit-code.ts";
import { redact } from "../ground/redact.ts";
import type { Io } from "./io.ts";

/** How long an ended command may leave something open before the process ends anyway. */
const lingerMs = 2_000;

/**
 * The real process as an {@link Io}: the only place that touches its streams, signals and exit code.
 *
 * The first interrupt asks the command to end, the second ends the process at once.
 */
export function processIo(): Io {
  const { stdout, stderr, env, argv } = process;
  for (const stream of [stdout, stderr]) stream.on("error", survive);
  return {
    env,
    cwd: process.cwd(),
    interactive: stdout.isTTY === true && env.TERM !== "dumb",
    color: wantsColor(argv, env, stdout.isTTY === true),
    get columns(): number | undefined {
      return stdout.columns;
    },
    out: (text) => void stdout.write(redact(text)),
    err: (text) => void stderr.write(redact(text)),
    interrupted: interruptSignal(),
    exit: decideExit(),
  };
}

/**
 * The command's exit code, whatever others do to the process's: Vitest sets it, and a config file may
 * end the process. An end nobody decided is said and is never 0.
 */
function decideExit(): (code: ExitCode) => void {
  let decided: ExitCode | undefined;
  process.once("exit", () => {
    if (decided !== undefined) process.exitCode = decided;
    else if (interrupts > 0) process.exitCode = 130;
    else {
      process.exitCode = 2;
      writeSync(2, "gapproof was ended before it was done: does a config file end the process?\n");
    }
  });
  return function exit(code) {
    decided = code;
    process.exitCode = code;
    // Unreferenced: it fires only when something else keeps the process alive.
    setTimeout(() => process.exit(code), lingerMs).unref();
  };
}

let interrupts = 0;

function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  const onSignal = (): void => {
    interrupts += 1;
    if (interrupts > 1) process.exit(130);
    controller.abort();
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, onSignal);
  return controller.signal;
}

/** A reader that stopped reading, such as `head`, is not an error of ours; a full disk is worth a word. */
function survive(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") return;
  try {
    writeSync(2, `gapproof could not write its output: ${error.message}\n`);
  } catch {
    // Standard error is gone as well: the exit code is all that is left to speak.
  }
}

/** https://no-color.org: set and not empty means no colour, whatever else is asked. */
function wantsColor(argv: readonly string[], env: Io["env"], isTty: boolean): boolean {
  if (argv.includes("--no-color") || (env.NO_COLOR ?? "") !== "") return false;
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return isTty && env.TERM !== "dumb";
}
