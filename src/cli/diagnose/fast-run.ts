import type { Provision } from "../../fixtures/provision.ts";
import { systemClock } from "../../ground/clock.ts";
import { checksSaw } from "../../harness/diagnosis/checks-saw.ts";
import type { ChecksSaw } from "../../harness/diagnosis/probes/checks-saw.ts";
import { phases } from "../../harness/gate/check.ts";
import { ownPhaseFiles } from "../gate/phase-files.ts";
import { runPhases } from "../gate/run-phases.ts";

/** Checks that wait longer than any diagnosis are given up. Milliseconds. */
const longestMs = 240_000;

/** Runs the few checks that together notice every fault. */
export async function fastChecksOn(
  { provided }: Provision,
  interrupted: AbortSignal,
): Promise<ChecksSaw> {
  const { checks } = await runPhases({
    files: ownPhaseFiles(),
    ...{ phases, pattern: undefined, tagsFilter: "fast", maxDurationMs: longestMs },
    ...{ runId: provided.runId, stateDir: provided.stateDir, provided: { gapproof: provided } },
    ...{ interrupted, clock: systemClock },
  });
  return checksSaw(checks);
}
