import { systemClock } from "../../ground/clock.ts";
import { explain, type GapproofError } from "../../ground/errors.ts";
import { TestContext } from "../context.ts";
import type { Trial } from "../gate/rates/trial.ts";
import type { User } from "../wire/user/user.ts";
import type { Guest } from "./guest.ts";
import { outcomeOf } from "./outcome.ts";
import { wasAsked } from "./refusal.ts";
import type { Sight, Walk } from "./walk.ts";
import type { WatchPlace } from "./watch-place.ts";

/** What all trials of a watch share. */
export interface Watching {
  readonly place: WatchPlace;
  readonly guest: Guest;
  /** When the first of them began, by the watch's clock. */
  readonly startedMs: number;
}

/** One trial that is to be made. */
export interface TrialRequest {
  readonly walk: Walk;
  /** From 1. */
  readonly n: number;
  /** Whether its transcript is worth keeping, should it fail. */
  readonly keepsTranscript: () => boolean;
}

/**
 * Walks a journey once, in a world of its own that ends with it.
 *
 * @returns undefined when it was called off, or there is nobody to come as: nobody knows how it would have ended
 * @throws what no backend can bring about
 */
export async function walkTrial(
  watching: Watching,
  request: TrialRequest,
): Promise<Trial | undefined> {
  const { place, guest, startedMs } = watching;
  const { clock = systemClock, signal } = place;
  const { walk, n } = request;
  const isOver = (): boolean => signal?.aborted === true;
  const told = { journey: walk.journey, n, atMs: clock.now() - startedMs };
  const met = await meet(watching, request);
  // Where nobody was asked, nobody has failed.
  if (isOver() || met === undefined) return undefined;
  const { beganMs } = met;
  if (met.user === undefined) {
    const durationMs = clock.now() - beganMs;
    return { ...told, ok: false, outcome: "no user", durationMs, error: explain(met.refusal) };
  }
  await using context = openTrial(place, request);
  const sight: Sight = {};
  const error = await failureOf(walk, { context, user: met.user, sight });
  const durationMs = clock.now() - beganMs;
  // Once it is called off, a failure may be ours, and to count only what went well would flatter.
  if (isOver()) return undefined;
  const trial = { ...told, durationMs, ...sight, trace: context.traceId };
  const outcome = error === undefined ? walk.goal : outcomeOf(error, place.contract);
  if (outcome === undefined) throw error;
  const ok = error === undefined;
  guest.heard(met.user, { ok, outcome });
  if (ok) return { ...trial, ok, outcome };
  const transcript = request.keepsTranscript() ? { transcript: context.excerpt() } : {};
  return { ...trial, ok, outcome, error: explain(error), ...transcript };
}

type Met =
  | { readonly user: User; readonly beganMs: number }
  | { readonly user: undefined; readonly beganMs: number; readonly refusal: GapproofError };

/** Finds out whom to come as. The time it takes is the trial's only where nobody is found: then it is all there was. */
async function meet(
  { guest, place: { clock = systemClock } }: Watching,
  { walk }: TrialRequest,
): Promise<Met | undefined> {
  const beganMs = clock.now();
  try {
    const user = await guest.user(walk);
    return user === undefined ? undefined : { user, beganMs: clock.now() };
  } catch (refusal) {
    // What the backend was not even asked for is missing on this side: no outcome of a trial.
    if (wasAsked(refusal)) return { user: undefined, beganMs, refusal };
    throw refusal;
  }
}

function openTrial(place: WatchPlace, { walk }: TrialRequest): TestContext {
  const { target, contract, runId, credentials, testHeaders = false, clock, signal } = place;
  return TestContext.open({
    ...{ target, contract, runId, credentials, testHeaders },
    // One name for all: to whatever tells callers apart, they are one. Their traces tell them apart.
    checkId: `watch.${walk.journey}`,
    ...(clock === undefined ? {} : { clock }),
    ...(signal === undefined ? {} : { signal }),
  });
}

async function failureOf(walk: Walk, scene: Parameters<Walk["walk"]>[0]): Promise<unknown> {
  try {
    await walk.walk(scene);
    return undefined;
  } catch (error) {
    // Nothing that is thrown is nothing.
    return error ?? new Error("something threw nothing");
  }
}
