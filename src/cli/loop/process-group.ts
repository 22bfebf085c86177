import type { ChildProcess } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";

/** How often it is looked whether the processes of a group have ended. Milliseconds. */
const lookMs = 25;

/**
 * A process that was started detached, with everything it has started since: they are ended by the id of their
 * group, and nothing else is.
 */
export class ProcessGroup {
  readonly #id: number | undefined;
  readonly #leader: ChildProcess;

  /** @param leader - started with `detached` */
  constructor(leader: ChildProcess) {
    this.#leader = leader;
    this.#id = leader.pid;
  }

  /**
   * Asks all of them to end, and ends those that have not after a while.
   *
   * @param graceMs - milliseconds
   */
  async end(graceMs: number): Promise<void> {
    this.#signal("SIGTERM");
    const endMs = performance.now() + graceMs;
    while (this.#isAlive() && performance.now() < endMs) await pause(lookMs);
    this.kill();
  }

  /** Ends all of them at once. */
  kill(): void {
    this.#signal("SIGKILL");
  }

  #isAlive(): boolean {
    return this.#signal(0);
  }

  /** @returns whether anybody was there to be told */
  #signal(signal: NodeJS.Signals | 0): boolean {
    if (this.#id === undefined) return false;
    // Windows knows no groups of processes.
    if (process.platform === "win32") return this.#leader.kill(signal);
    try {
      return process.kill(-this.#id, signal);
    } catch {
      // All of them have ended.
      return false;
    }
  }
}
