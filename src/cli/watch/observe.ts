import type { Provision } from "../../fixtures/provision.ts";
import type { RunEnd } from "../../harness/gate/verdict.ts";
import type { RunFacts } from "../../harness/report/compose.ts";
import { detectEnvironment } from "../../harness/target/environment.ts";
import { type JourneyWalkResult, walkJourneys } from "../gate/walk-journeys.ts";
import { standInFor } from "../history/stand-in.ts";
import { diagnoseRates } from "./diagnose-rates.ts";
import { judgeConnecting } from "./judgements.ts";
import type { WatchRun } from "./watch-run.ts";

/** What a watch saw of a target. */
export type Observed = Pick<RunFacts, "walked" | "diagnoses" | "warnings"> & {
  readonly end: RunEnd;
};

/** Where journeys are walked. */
interface Scene {
  readonly ready: Provision;
  /** Ends the trials: somebody interrupted, or the time is up. */
  readonly signal: AbortSignal;
}

/** Walks the journeys, and makes of it whatever there is to be made beside their rates. */
export async function observe(watch: WatchRun, { ready, signal }: Scene): Promise<Observed> {
  const { plan, interrupted, onTrial, onProbe, settings } = watch;
  const result = await walkJourneys({ ready, plan, signal, onTrial });
  const end = endOf(result, interrupted);
  const answer = connectingOf(watch, ready, result);
  const asks = watch.diagnose && end === "finished";
  const { diagnoses, warnings } = asks
    ? await diagnoseRates({ ...{ ready, settings, interrupted, onProbe }, walked: result.walked })
    : { diagnoses: [], warnings: [] };
  return {
    walked: { ...result.walked, judgements: answer.judgements },
    diagnoses,
    warnings: [...uncountedIn(result, end), ...result.warnings, ...answer.notes, ...warnings],
    // An interrupt while it is asked why takes nothing from what was counted before.
    end,
  };
}

function endOf({ end }: JourneyWalkResult, interrupted: AbortSignal): RunEnd {
  if (end === "finished") return end;
  return interrupted.aborted ? "interrupted" : "timed-out";
}

function connectingOf(
  { nights, settings }: WatchRun,
  { target, provided: { contract } }: Provision,
  { trials, walked: { rates } }: JourneyWalkResult,
): ReturnType<typeof judgeConnecting> {
  const isOther = standInFor({ target }) !== undefined;
  return judgeConnecting({
    ...{ trials, rates, contract, target, environment: detectEnvironment(settings).name },
    nights: isOther ? undefined : nights,
  });
}

/** Trials nobody hears of would look like trials that were hidden. */
function uncountedIn({ uncounted }: JourneyWalkResult, end: RunEnd): readonly string[] {
  if (uncounted === 0) return [];
  const [trials, whose, counts] =
    uncounted === 1 ? ["trial", "its journey", "does"] : ["trials", "their journeys", "do"];
  const when = end === "finished" ? `${whose} had been decided` : "the run ended";
  return [`${uncounted} more ${trials} had begun by the time ${when}, and ${counts} not count`];
}
