import { GapproofError } from "../../ground/errors.ts";
import type { RunFacts } from "../../harness/report/compose.ts";
import { readContainerLog } from "../../harness/target/containers/container-log.ts";
import type { Target } from "../../harness/target/target.ts";

type Result = Pick<RunFacts, "checks" | "end" | "unhandledErrors" | "warnings">;

/**
 * What the target's container wrote last, when a run against it did not go well. Evidence only: an
 * engine that does not tell changes no verdict.
 */
export async function containerEvidence(
  { container }: Target,
  result: Result,
): Promise<Pick<RunFacts, "warnings" | "containerLogs">> {
  const { warnings } = result;
  if (container === undefined || wentWell(result)) return { warnings };
  try {
    return { warnings, containerLogs: await readContainerLog(container) };
  } catch (error) {
    if (!(error instanceof GapproofError)) throw error;
    const reason = `the engine at ${container.engine} ${error.message}`;
    return { warnings: [...warnings, `no log of container ${container.name}: ${reason}`] };
  }
}

function wentWell({ checks, end, unhandledErrors }: Result): boolean {
  // Whoever interrupts does not wait for a log.
  if (end === "interrupted") return true;
  const isGreen = checks.every(({ state }) => state === "passed" || state === "skipped");
  return end === "finished" && unhandledErrors.length === 0 && isGreen;
}
