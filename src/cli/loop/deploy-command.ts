import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { linkAbort } from "../../ground/abort.ts";
import { explain } from "../../ground/errors.ts";
import type { Io } from "../io.ts";
import { ProcessGroup } from "./process-group.ts";

/** A command that deploys. */
export interface DeployCommand {
  /** For the shell. */
  readonly command: string;
  /** It is ended when it takes longer. Milliseconds. */
  readonly timeoutMs: number;
  /** How long it may take to end when it is asked to. Milliseconds. @default 5000 */
  readonly graceMs?: number;
}

/** What came of it. */
export type DeployOutcome =
  | { readonly state: "done" }
  | { readonly state: "interrupted" }
  /** `because` says how it ended: `ended with exit code 3`. */
  | { readonly state: "failed"; readonly because: string };

/** How long the last lines of a command that has ended are waited for. Milliseconds. */
const lastLinesMs = 1_000;

/**
 * Runs a command in the working directory and the environment of this process, and passes on what it says, line by
 * line, to standard error. It has a process group of its own, which is ended when the time is up or a person
 * interrupts. What it leaves running when it ends by itself is what it deployed, and is left alone.
 */
export async function deploy(asked: DeployCommand, io: Io): Promise<DeployOutcome> {
  const { command, timeoutMs, graceMs = 5_000 } = asked;
  if (io.interrupted.aborted) return { state: "interrupted" };
  const child = spawn(command, {
    ...{ shell: true, cwd: io.cwd, env: { ...io.env }, detached: process.platform !== "win32" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const group = new ProcessGroup(child);
  const kill = (): void => group.kill();
  // A second interrupt ends this process at once, and with it whoever would end the group.
  process.once("exit", kill);
  const told = [child.stdout, child.stderr].map((stream) => tell(stream, io));
  using stop = linkAbort([io.interrupted], timeoutMs);
  try {
    const ended = await endOf(child, stop.signal);
    const isOver = ended.state === "stopped" || io.interrupted.aborted;
    if (isOver) await group.end(graceMs);
    await lastLines(told);
    if (io.interrupted.aborted) return { state: "interrupted" };
    if (ended.state !== "stopped") return ended;
    return { state: "failed", because: `was ended after ${timeoutMs / 1_000} s` };
  } finally {
    process.removeListener("exit", kill);
  }
}

/** How a process ends; `stopped` as soon as somebody no longer wants to wait for it. */
async function endOf(
  child: ChildProcess,
  signal: AbortSignal,
): Promise<DeployOutcome | { readonly state: "stopped" }> {
  try {
    const [code, killer] = await once(child, "exit", { signal });
    if (code === 0) return { state: "done" };
    const how = code === null ? `was ended by ${killer}` : `ended with exit code ${code}`;
    return { state: "failed", because: how };
  } catch (error) {
    if (signal.aborted) return { state: "stopped" };
    return { state: "failed", because: `could not be run: ${explain(error)}` };
  }
}

/** @returns settles when there is nothing more to tell */
async function tell(stream: Readable, io: Io): Promise<void> {
  const lines = createInterface({ input: stream, crlfDelay: Infinity });
  // A process that is gone, and its pipe with it, has said what it had to say.
  stream.on("error", () => lines.close());
  lines.on("line", (line) => io.err(`${line}\n`));
  await once(lines, "close");
}

/** What was deployed may hold on to the output for as long as it runs: that is not waited for. */
async function lastLines(told: readonly Promise<void>[]): Promise<void> {
  using enough = linkAbort([], lastLinesMs);
  await Promise.race([Promise.all(told), once(enough.signal, "abort")]);
}
