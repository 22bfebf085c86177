import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CheckDeclaration } from "../gate/check.ts";
import type { CheckResult } from "../gate/check-result.ts";

/** Why a precondition does not hold. */
export interface LostPrecondition {
  readonly checkId: string;
  readonly state: CheckResult["state"];
  readonly cause: string;
}

/**
 * Tells later phases which preconditions were lost, through a file in the run's state folder.
 *
 * A file, because values provided to Vitest's workers are a snapshot of the run's start. Written
 * synchronously, because the next phase starts the moment the last reporter hook returns.
 */
export class PreconditionFile {
  readonly #lost = new Map<string, LostPrecondition>();
  readonly #stateDir: string;

  constructor(stateDir: string) {
    this.#stateDir = stateDir;
  }

  /** A flaky check passed in the end: what it establishes does hold. */
  note(declaration: CheckDeclaration, result: CheckResult): void {
    const { establishes } = declaration;
    if (establishes === undefined || result.state === "passed" || result.state === "flaky") return;
    this.#lost.set(establishes, {
      checkId: result.id,
      state: result.state,
      cause: causeOf(result),
    });
    this.#write();
  }

  #write(): void {
    mkdirSync(this.#stateDir, { recursive: true });
    const file = join(this.#stateDir, "preconditions.json");
    // Renamed when whole: a worker may read at any moment.
    writeFileSync(`${file}.tmp`, JSON.stringify(Object.fromEntries(this.#lost)));
    renameSync(`${file}.tmp`, file);
  }
}

function causeOf({ skip, attempts }: CheckResult): string {
  if (skip !== undefined) return `skipped: ${skip.reason}`;
  const message = attempts.at(-1)?.errors[0] ?? "no message";
  return message.split("\n", 1)[0] ?? message;
}
