import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CheckDeclaration } from "../gate/check.ts";
import type { CheckResult } from "../gate/check-result.ts";
import { type LostPrecondition, preconditionFileName } from "../gate/precondition.ts";

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

  note(declaration: CheckDeclaration, result: CheckResult): void {
    const { establishes } = declaration;
    if (establishes === undefined || !isLost(result)) return;
    this.#lost.set(establishes, {
      checkId: result.id,
      state: result.state,
      cause: causeOf(result),
    });
    this.#write();
  }

  #write(): void {
    mkdirSync(this.#stateDir, { recursive: true });
    const file = join(this.#stateDir, preconditionFileName);
    // Renamed when whole: a worker may read at any moment.
    writeFileSync(`${file}.tmp`, JSON.stringify(Object.fromEntries(this.#lost)));
    renameSync(`${file}.tmp`, file);
  }
}

/**
 * Lost is what was tried and failed, or could not be tried because something else was lost. A flaky
 * check passed in the end; one that does not apply to this contract says nothing either way.
 */
function isLost({ state, skip }: CheckResult): boolean {
  return state === "failed" || skip?.kind === "precondition";
}

function causeOf({ skip, attempts }: CheckResult): string {
  if (skip !== undefined) return skip.reason;
  const message = attempts.at(-1)?.errors[0] ?? "no message";
  return message.split("\n", 1)[0] ?? message;
}
