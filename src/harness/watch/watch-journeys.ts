import { setMaxListeners } from "node:events";
import { linkAbort } from "../../ground/abort.ts";
import { type Clock, systemClock } from "../../ground/clock.ts";
import { TestContext } from "../context.ts";
import type { JourneyRate } from "../gate/journeys.ts";
import type { LoopOutcome } from "../gate/rates/loop.ts";
import type { Trial } from "../gate/rates/trial.ts";
import { Course, type Standing } from "./course.ts";
import { Guest } from "./guest.ts";
import { Pause } from "./pace.ts";
import { Turns } from "./turns.ts";
import { type Watching, walkTrial } from "./walk-trial.ts";
import type { WatchPlace } from "./watch-place.ts";
import { atOnceOf, type WatchPlan, walksOf } from "./watch-plan.ts";

export interface WatchListeners {
  /** Hears of every trial that counts, once, in the order in which those of its journey began. */
  readonly onTrial?: (trial: Trial, standing: readonly Standing[]) => void;
}

export interface WatchResult {
  /** `interrupted`: by the signal, before the plan was fulfilled. */
  readonly end: "finished" | "interrupted";
  /** Those that count, by when they began. */
  readonly trials: readonly Trial[];
  /** How many began and do not count: called off, behind such a one, or behind the trial that decided. */
  readonly uncounted: number;
  /** Why it ended before the plan was fulfilled, where nobody interrupted it. */
  readonly warnings: readonly string[];
  /** In the order of the plan. */
  readonly rates: readonly JourneyRate[];
  /** Where the plan is a loop. */
  readonly loop?: LoopOutcome;
}

/**
 * Walks journeys again and again, in turns, until the plan says that it is enough, and decides their rates.
 *
 * A trial is always the first attempt. Whatever a backend does is the outcome of a trial and never throws.
 *
 * @throws ConfigurationError or RangeError for a plan that is none, before anything is sent; whatever is a mistake of
 *   gapproof's own
 */
export async function watchJourneys(
  place: WatchPlace,
  plan: WatchPlan,
  listeners: WatchListeners = {},
): Promise<WatchResult> {
  const courses = walksOf(plan, place.contract).map(
    ([target, walk]) => new Course(target, walk, plan),
  );
  const { clock = systemClock, target, contract, runId, credentials, testHeaders = false } = place;
  const failure = new AbortController();
  using stop = linkAbort([place.signal, failure.signal]);
  const { signal } = stop;
  // Every trial listens to it.
  setMaxListeners(0, signal);
  await using host = TestContext.open({
    ...{ target, contract, runId, credentials, testHeaders, clock, signal, checkId: "watch" },
  });
  const startedMs = clock.now();
  const atOnce = atOnceOf(plan, target.remote);
  const turns = new Turns(courses, { stop: plan.stop, atOnce, clock, startedMs });
  const watching = { place: { ...place, clock, signal }, guest: new Guest(host), startedMs };
  const round = { turns, courses, watching, listeners, clock, signal, failure };
  await walkAll(round, { atOnce, everyMs: plan.everyMs ?? 0 });
  return resultOf(round, { atOnce });
}

interface Round {
  readonly turns: Turns;
  readonly courses: readonly Course[];
  readonly watching: Watching;
  readonly listeners: WatchListeners;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Aborts the signal when a mistake of ours ends it all. */
  readonly failure: AbortController;
}

interface Pace {
  readonly atOnce: number;
  readonly everyMs: number;
}

/** Begins trials as fast as the pace allows, and returns when the last one has ended. */
async function walkAll(round: Round, pace: Pace): Promise<void> {
  const underWay = new Set<Promise<void>>();
  try {
    await beginAll(round, pace, underWay);
    await Promise.all(underWay);
  } catch (error) {
    // Nothing may go on behind the back of whoever hears of the mistake.
    round.failure.abort(error);
    await Promise.allSettled(underWay);
    throw error;
  }
}

async function beginAll(
  round: Round,
  { atOnce, everyMs }: Pace,
  underWay: Set<Promise<void>>,
): Promise<void> {
  const { turns, watching, clock, signal } = round;
  let dueMs = clock.now();
  while (!signal.aborted) {
    const course = watching.guest.end === undefined ? turns.next() : undefined;
    if (course === undefined && underWay.size === 0) return;
    const restMs = Math.max(dueMs - clock.now(), restOf(round, course));
    // Nobody waits for a turn that will not come.
    const waitMs = Math.min(restMs, turns.leftMs, watching.guest.leftMs);
    if (course === undefined || underWay.size >= atOnce) await Promise.race(underWay);
    else if (waitMs > 0) {
      // Whatever ends meanwhile may decide that nobody has a turn any more.
      using pause = new Pause(waitMs, { clock, signal });
      await Promise.race([pause.over, ...underWay]);
    } else {
      // Not from when it was due: a backend that made us wait is not made up for with a burst.
      dueMs = clock.now() + everyMs;
      const trial = walkOne(round, course).finally(() => underWay.delete(trial));
      underWay.add(trial);
    }
  }
}

/** The turn waits with its user, and nobody overtakes: journeys have as many turns as one another. */
function restOf({ watching: { guest } }: Round, course: Course | undefined): number {
  return course === undefined ? 0 : guest.waitMs(course.walk);
}

async function walkOne({ courses, watching, listeners }: Round, course: Course): Promise<void> {
  const n = course.begin();
  const { walk } = course;
  const keepsTranscript = (): boolean => course.keepsTranscripts;
  const trial = await walkTrial(watching, { walk, n, keepsTranscript });
  course.end(n, trial, (counted) => {
    const standing = courses.map((one) => one.standing);
    listeners.onTrial?.(counted, standing);
  });
}

function resultOf(
  { turns, courses, watching, signal }: Round,
  { atOnce }: Pick<Pace, "atOnce">,
): WatchResult {
  const loop = turns.loop();
  // A signal that comes when all is said and done interrupts nothing.
  const isMissing = turns.next() !== undefined || courses.some(({ wasCut }) => wasCut);
  const early = watching.guest.end;
  const trials = courses.flatMap(({ counted }) => counted).toSorted((a, b) => a.atMs - b.atMs);
  return {
    end: signal.aborted && isMissing ? "interrupted" : "finished",
    trials,
    uncounted: courses.reduce((sum, { uncounted }) => sum + uncounted, 0),
    warnings: early === undefined ? [] : [`the watch ended early: ${early}`],
    rates: courses.map((course) => explained(underLoad(course.rate(), atOnce), early)),
    ...(loop === undefined ? {} : { loop }),
  };
}

/** Times are comparable with those of a watch that had as many under way. */
function underLoad(rate: JourneyRate, atOnce: number): JourneyRate {
  const { sample } = rate;
  if (sample?.connect === undefined) return rate;
  return { ...rate, sample: { ...sample, connect: { ...sample.connect, atOnce } } };
}

/** Whoever reads that a rate is undecided looks for the reason there. */
function explained(rate: JourneyRate, early: string | undefined): JourneyRate {
  if (early === undefined || rate.decision === "pass" || rate.decision === "fail") return rate;
  return { ...rate, because: `${rate.because}; it ended early: ${early}` };
}
