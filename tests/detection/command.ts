import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One run of the command line in a folder and an environment of its own. */
export class Command implements Disposable {
  readonly cwd: string = mkdtempSync(join(tmpdir(), "gapproof-cli-"));
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
  #stdout = "";
  #stderr = "";

  /** @param prepare - fills the folder before the program starts */
  constructor(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    prepare: (cwd: string) => void = () => undefined,
  ) {
    prepare(this.cwd);
    const { PATH = "", HOME = "" } = process.env;
    this.process = spawn(process.execPath, ["--", inject("cli"), ...args], {
      cwd: this.cwd,
      // Whatever engine this machine has, its containers are not what is tested here.
      env: { PATH, HOME, DOCKER_HOST: "unix:///nowhere/engine.sock", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.process.stdout?.on("data", (chunk) => {
      this.#stdout += String(chunk);
    });
    this.process.stderr?.on("data", (chunk) => {
      this.#stderr += String(chunk);
    });
    this.finished = once(this.process, "close").then(([code, signal]) => ({
      code,
      signal,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }));
  }

  /** Resolves once the pattern has been printed on either stream; rejects if the process ends first. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#stdout) ?? pattern.exec(this.#stderr);
      if (match !== null) return match;
      if (this.process.exitCode !== null) {
        throw new Error(`ended without saying ${pattern}:\n${this.#stdout}\n${this.#stderr}`);
      }
      await Promise.race([
        once(this.process.stdout ?? this.process, "data"),
        once(this.process.stderr ?? this.process, "data"),
        once(this.process, "close"),
      ]);
    }
  }

  [Symbol.dispose](): void {
    this.process.kill("SIGKILL");
    rmSync(this.cwd, { recursive: true, force: true });
  }
}

/** Runs the command line to its end. */
export async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  using command = new Command(args, env);
  return await command.finished;
}
