import { ConfigurationError } from "../../ground/errors.ts";
import { defaultErrors } from "../../harness/gate/rates/rate-targets.ts";
import { durationText } from "../../harness/report/duration-text.ts";
import type { WatchPlan } from "../../harness/watch/watch-plan.ts";
import { fewestToPass } from "./fewest-to-pass.ts";
import type { WatchOptions } from "./watch-options.ts";

/**
 * Refuses a pace at which not even nothing but successes would decide every rate in time: that ends undecided or out
 * of time, whatever the backend does, and hours later. A loop has a number of its own, and says what it proves.
 *
 * @throws {@link ConfigurationError} with the numbers
 */
export function refuseHopeless(plan: WatchPlan, { maxDurationMs, forMs }: WatchOptions): void {
  const { everyMs = 0, stop } = plan;
  if (everyMs === 0 || stop.kind === "loop") return;
  const fewest = fewestInAll(plan);
  // The first one begins at once.
  const neededMs = (fewest - 1) * everyMs;
  const [option, mostMs] =
    forMs === undefined ? ["--max-duration", maxDurationMs] : ["--for", forMs];
  if (neededMs < mostMs) return;
  const rule = `must leave time for ${fewest} trials, the fewest that can pass: one every ${durationText(everyMs)} takes ${durationText(neededMs)}`;
  throw new ConfigurationError(option, rule, { received: durationText(mostMs) });
}

/** Where a decision is the end, a journey that is decided gives its turns to the others; else all have as many. */
function fewestInAll({ journeys, stop, errors = defaultErrors }: WatchPlan): number {
  const each = journeys.map((target) => fewestToPass(target, errors));
  if (stop.kind === "decided") return each.reduce((sum, one) => sum + one, 0);
  // The last round ends with the last of the journeys that need so many.
  const most = Math.max(...each);
  return journeys.length * (most - 1) + each.lastIndexOf(most) + 1;
}
