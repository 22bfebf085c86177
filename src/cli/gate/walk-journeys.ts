import type { Contract } from "../../contract/contract.ts";
import type { Provision } from "../../fixtures/provision.ts";
import type { RateTarget } from "../../harness/gate/rates/rate-targets.ts";
import type { Trial } from "../../harness/gate/rates/trial.ts";
import type { RunEnd } from "../../harness/gate/verdict.ts";
import type { Walked } from "../../harness/report/weighing.ts";
import type { Standing } from "../../harness/watch/course.ts";
import { walkOf } from "../../harness/watch/walks/walks.ts";
import { watchJourneys } from "../../harness/watch/watch-journeys.ts";
import type { WatchPlan } from "../../harness/watch/watch-plan.ts";
import { subjectOf } from "../diagnose/subject-of.ts";
import { promisedRate } from "./promised-rate.ts";

/** Journeys that are walked on a target that is ready. */
export interface JourneyWalk {
  readonly ready: Provision;
  readonly plan: WatchPlan;
  readonly signal: AbortSignal;
  readonly onTrial?: ((trial: Trial, standing: readonly Standing[]) => void) | undefined;
}

/** What came of it, with every trial that counts. */
export interface JourneyWalkResult {
  readonly walked: Walked;
  readonly trials: readonly Trial[];
  /** How many began and do not count. */
  readonly uncounted: number;
  /** Worth saying aloud: why it ended early. */
  readonly warnings: readonly string[];
  readonly end: Exclude<RunEnd, "timed-out">;
}

/** Walks journeys again and again, as somebody the run has the keys of. */
export async function walkJourneys(walk: JourneyWalk): Promise<JourneyWalkResult> {
  const { ready, plan, signal, onTrial } = walk;
  const { target, provided } = ready;
  const { contract, runId, testHeaders } = provided;
  const { credentials } = subjectOf(provided);
  const place = { target, contract, runId, testHeaders, credentials, signal };
  const { rates, loop, trials, uncounted, warnings, end } = await watchJourneys(
    place,
    plan,
    onTrial === undefined ? {} : { onTrial },
  );
  return {
    walked: { rates, loop, sequential: plan.stop.kind !== "samples", judgements: [] },
    ...{ trials, uncounted, warnings, end },
  };
}

/** The journeys whose rate the contract promises and that can be walked on its backend, with their targets. */
export function walkableTargets(contract: Contract): readonly RateTarget[] {
  return Object.entries(contract.targets).flatMap(([journey, target]) =>
    typeof walkOf(contract, journey) === "string" ? [] : [promisedRate(journey, target)],
  );
}
