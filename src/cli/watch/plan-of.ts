import type { RateTarget } from "../../harness/gate/rates/rate-targets.ts";
import { everyMsFor } from "../../harness/watch/pace.ts";
import type { WatchPlan, WatchStop } from "../../harness/watch/watch-plan.ts";
import type { WatchOptions } from "./watch-options.ts";

/** What a command line asks for, as a plan. Pure. */
export function planOf(options: WatchOptions, journeys: readonly RateTarget[]): WatchPlan {
  const { least, forMs, everyMs: asked, atOnce, errors } = options;
  const trials = least ?? trialsInTurns(journeys);
  const spread = forMs === undefined ? undefined : everyMsFor(forMs, trials);
  return { journeys, stop: stopOf({ least, forMs }), everyMs: asked ?? spread, atOnce, errors };
}

/** Turns are even, so each journey has as many as the hardest of them takes. */
function trialsInTurns(journeys: readonly RateTarget[]): number {
  return journeys.length * Math.max(...journeys.map(mostOf));
}

function mostOf(target: RateTarget): number {
  return "samples" in target ? target.samples : target.mostTrials;
}

/** So many trials are made of all journeys where each is as hard to decide as it can be. */
function mostTrials(journeys: readonly RateTarget[]): number {
  return journeys.reduce((sum, one) => sum + mostOf(one), 0);
}

function stopOf({ least, forMs }: Pick<WatchOptions, "least" | "forMs">): WatchStop {
  // Of a loop over a time, the time says the pace, and the number when it is enough.
  if (least !== undefined) return { kind: "loop", least };
  return forMs === undefined ? { kind: "decided" } : { kind: "duration", ms: forMs };
}

/** How much of a plan is done, from 0 to 1; of one that ends when it is clear, at the latest. */
export function shareDone(
  { journeys, stop }: WatchPlan,
  { trials, elapsedMs }: { readonly trials: number; readonly elapsedMs: number },
): number {
  const whole =
    stop.kind === "loop"
      ? stop.least
      : stop.kind === "samples"
        ? stop.n * journeys.length
        : mostTrials(journeys);
  return Math.min(1, stop.kind === "duration" ? elapsedMs / stop.ms : trials / whole);
}
