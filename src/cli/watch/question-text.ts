import { falseFailOf } from "../../harness/gate/rates/rate-decision.ts";
import { defaultErrors, type RateTarget } from "../../harness/gate/rates/rate-targets.ts";
import { rateProven } from "../../harness/gate/rates/sequential-test.ts";
import { durationText } from "../../harness/report/duration-text.ts";
import { atOnceOf, type WatchPlan } from "../../harness/watch/watch-plan.ts";
import { fewestToPass } from "./fewest-to-pass.ts";

/** What is asked of each journey and when it is over, before the first trial: nobody moves the goal afterwards. */
export function questionLines(plan: WatchPlan, isRemote: boolean): readonly string[] {
  const { journeys, stop, errors = defaultErrors } = plan;
  const width = Math.max(...journeys.map(({ journey }) => journey.length));
  const limit = (target: RateTarget): string =>
    stop.kind === "decided" && "mostTrials" in target
      ? `; at most ${target.mostTrials} trials`
      : "";
  return [
    ...journeys.map(
      (target) => `${target.journey.padEnd(width)}  ${questionOf(target, errors)}${limit(target)}`,
    ),
    `${endOf(plan)}; ${atOnceOf(plan, isRemote)} at a time${paceOf(plan)}`,
    ...tooFew(plan),
  ];
}

function questionOf(target: RateTarget, { alpha, beta }: Errors): string {
  if ("samples" in target) {
    const proven = percent(rateProven(target.samples, 1 - alpha));
    return `always: one failure fails, ${target.samples} successes pass (they prove ${proven} with ${percent(1 - alpha)} certainty)`;
  }
  const falseFail = falseFailOf({ p0: target.p0, p1: target.target, alpha, beta });
  const wrong =
    alpha === falseFail
      ? `wrong at most ${percent(alpha)} of the time either way`
      : `passes wrongly at most ${percent(alpha)} of the time, fails wrongly at most ${percent(falseFail)}`;
  return `at least ${percent(target.target)} is good, ${percent(target.p0)} or less is not; ${wrong}`;
}

type Errors = NonNullable<WatchPlan["errors"]>;

function endOf({ stop, journeys }: WatchPlan): string {
  const all = journeys.length === 1 ? "it is" : "each is";
  switch (stop.kind) {
    case "decided":
      return `until ${all} decided`;
    case "samples":
      return `${stop.n} trials of each`;
    case "loop":
      return `${stop.least} trials in all, of which more than ${percent(stop.above ?? 0.95)} must go well`;
    case "duration":
      return `for ${durationText(stop.ms)}, decided or not`;
  }
}

function paceOf({ everyMs = 0 }: WatchPlan): string {
  return everyMs === 0 ? "" : `, a new one every ${durationText(everyMs)} at the earliest`;
}

/** Whoever asks for less than a pass takes should hear it now, and not when it has ended undecided. */
function tooFew({ journeys, stop, errors = defaultErrors }: WatchPlan): readonly string[] {
  if (stop.kind !== "loop") return [];
  const each = Math.floor(stop.least / journeys.length);
  const short = journeys.filter((target) => fewestToPass(target, errors) > each);
  if (short.length === 0) return [];
  const told = short.map((one) => `${one.journey} ${fewestToPass(one, errors)}`).join(", ");
  const enough =
    journeys.length * Math.max(...journeys.map((target) => fewestToPass(target, errors)));
  return [
    `! too few to prove a rate: it takes so many successes in a row to pass: ${told}; --min ${enough} is the least that can pass`,
  ];
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
