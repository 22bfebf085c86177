import type { Phase } from "../gate/check.ts";
import type { CheckState } from "../gate/check-result.ts";
import type { PhaseProgress } from "./progress.ts";

/** Counts one phase's files and checks while it runs. */
export class PhaseTally {
  readonly #phase: Phase;
  readonly #states: Record<CheckState, number> = { passed: 0, failed: 0, skipped: 0, flaky: 0 };
  #files = 0;
  #checks = 0;
  #startedAt: number | undefined;
  #isOver = false;

  constructor(phase: Phase) {
    this.#phase = phase;
  }

  expectFile(): void {
    this.#files += 1;
  }

  expectCheck(): void {
    this.#checks += 1;
  }

  /** Whether this is the phase's first sign of life. */
  begin(): boolean {
    const isFirst = this.#startedAt === undefined;
    this.#startedAt ??= performance.now();
    return isFirst;
  }

  count(state: CheckState): void {
    this.#states[state] += 1;
  }

  /** Whether that was the phase's last file. */
  fileEnded(): boolean {
    this.#files -= 1;
    return this.#files <= 0 && this.close();
  }

  /** Whether the phase had begun and was still open. */
  close(): boolean {
    const wasOpen = this.#startedAt !== undefined && !this.#isOver;
    this.#isOver = true;
    return wasOpen;
  }

  progress(): PhaseProgress {
    const { passed, failed, skipped, flaky } = this.#states;
    return {
      phase: this.#phase,
      total: this.#checks,
      done: passed + failed + skipped + flaky,
      states: { ...this.#states },
      elapsedMs: this.#startedAt === undefined ? 0 : performance.now() - this.#startedAt,
    };
  }
}
