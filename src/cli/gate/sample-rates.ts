import type { Provision } from "../../fixtures/provision.ts";
import { linkAbort } from "../../ground/abort.ts";
import { explain } from "../../ground/errors.ts";
import type { GapQuestion } from "../../harness/gate/gaps/judge-gaps.ts";
import type { RateTarget } from "../../harness/gate/rates/rate-targets.ts";
import type { RunEnd } from "../../harness/gate/verdict.ts";
import type { Walked } from "../../harness/report/weighing.ts";
import { walkOf } from "../../harness/watch/walks/walks.ts";
import { UserUnavailable } from "../../harness/wire/user/user.ts";
import { promisedRate } from "./promised-rate.ts";
import { beforeLimit, type RunLimit } from "./run-limit.ts";
import { walkableTargets, walkJourneys } from "./walk-journeys.ts";

/** Which rates a run has to decide, and by how many trials. */
export interface RateSample extends RunLimit {
  readonly ready: Provision;
  /** Trials of each journey. @default those of gaps with a rate only, until they are decided */
  readonly samples?: number | undefined;
  readonly gaps: Pick<GapQuestion, "gaps"> | undefined;
  /** Hears how far it is. */
  readonly onTrials?: ((text: string) => void) | undefined;
}

/** What came of it; nothing was walked where nothing was asked. */
export interface SampledRates {
  readonly walked?: Walked;
  readonly end: RunEnd;
  readonly warnings: readonly string[];
}

/** Walks the journeys whose rate somebody wants to know: those of declared gaps, and, with a number of samples, all. */
export async function sampleRates(sample: RateSample): Promise<SampledRates> {
  const { ready, samples, interrupted, onTrials } = sample;
  const { journeys, warnings } = journeysOf(sample);
  if (journeys.length === 0) return { end: "finished", warnings };
  const over = new AbortController();
  using stop = linkAbort([interrupted, over.signal]);
  const walk = walkJourneys({
    ready,
    plan: {
      journeys,
      stop: samples === undefined ? { kind: "decided" } : { kind: "samples", n: samples },
    },
    signal: stop.signal,
    onTrial: (_, standing) =>
      onTrials?.(
        standing.map(({ journey, n, successes }) => `${journey} ${successes}/${n}`).join(", "),
      ),
  });
  try {
    const result = await beforeLimit(walk, sample);
    // What was counted by then is not lost: a walk that is called off ends at once.
    if (result.end !== "finished") over.abort(new Error("the time of the run is over"));
    const { walked, ...told } = await walk;
    const end = result.end === "finished" ? told.end : result.end;
    return { walked, end, warnings: [...warnings, ...told.warnings] };
  } catch (error) {
    // What the checks found out is not lost because nobody could be had to walk as.
    if (!(error instanceof UserUnavailable)) throw error;
    return { end: "finished", warnings: [...warnings, `no journey was walked: ${explain(error)}`] };
  }
}

function journeysOf({ ready, samples, gaps }: RateSample): {
  readonly journeys: readonly RateTarget[];
  readonly warnings: readonly string[];
} {
  const { contract } = ready.provided;
  const wanted = new Map<string, RateTarget>();
  // What the contract promises is not held less strictly because a gap asks for less.
  const asked = (journey: string): number => wanted.get(journey)?.target ?? 0;
  const warnings: string[] = [];
  if (samples !== undefined)
    for (const target of walkableTargets(contract)) wanted.set(target.journey, target);
  for (const { id, journey, rate } of gaps?.gaps ?? []) {
    if (rate === undefined || journey === undefined) continue;
    const walk = walkOf(contract, journey);
    if (typeof walk === "string")
      warnings.push(`gap ${id}: the rate of ${journey} cannot be measured: ${walk}`);
    else wanted.set(journey, promisedRate(journey, Math.max(rate.target, asked(journey))));
  }
  return { journeys: [...wanted.values()], warnings };
}
