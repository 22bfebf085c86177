import { matches } from "../../../../contract/match.ts";
import { opcodes } from "../../../wire/raw/frames.ts";
import type { CensusPlace } from "../../census/take-census.ts";
import { Lag } from "./lag.ts";
import { type Bounds, intervalOf, type Measurement, tellMs, unmeasurable } from "./measurement.ts";
import { SilentSession, tellEnd } from "./silent-session.ts";

/** Beats this close cost nothing to hear more of, and a stall of a machine weighs most on them. Milliseconds. */
const briefMs = 1_000;

/** When each beat of one kind came. */
type Beats = readonly number[];

/**
 * How often the server is heard on a session nobody speaks on: the time between one heartbeat and the next of
 * its kind. From the greeting to the first says nothing, for the timer may be everybody's.
 *
 * A heartbeat is what the contract promises as one (`promises.heartbeat`). Where it promises none, or none comes
 * in time, it is a ping frame, or a pong nobody asked for (RFC 6455 sections 5.5.2 and 5.5.3).
 */
export async function heartbeatInterval(
  place: CensusPlace,
  { maxWaitMs }: Bounds,
): Promise<Measurement> {
  const session = await SilentSession.open(place);
  if (!(session instanceof SilentSession)) return session;
  using _ = session;
  using lag = new Lag(place.clock);
  const { heartbeat } = place.contract.promises;
  const kinds = (): readonly Beats[] => [
    session
      .heard()
      .filter(({ message }) => heartbeat && matches(place.contract, heartbeat.expect, message))
      .map(({ atMs }) => atMs),
    framesOf(session, opcodes.ping),
    framesOf(session, opcodes.pong),
  ];
  const awaited = (): readonly Beats[] => (heartbeat === undefined ? kinds() : kinds().slice(0, 1));
  await session.until(() => awaited().some(isEnough), maxWaitMs);
  const beats = kinds().find(({ length }) => length > 1);
  return beats === undefined
    ? unmeasurable(
        whyNone(session, { maxWaitMs, hasOne: kinds().some(({ length }) => length > 0) }),
      )
    : intervalOf(usualGap(beats), lag);
}

function framesOf({ frames }: SilentSession, wanted: number): Beats {
  return frames.filter(({ opcode }) => opcode === wanted).map(({ atMs }) => atMs);
}

function isEnough(beats: Beats): boolean {
  const [first, last] = [beats[0] ?? 0, beats.at(-1) ?? 0];
  return beats.length > 3 || (beats.length > 1 && last - first >= briefMs);
}

/** The middle one: a beat that is late makes one gap too long and the next too short. */
function usualGap(beats: Beats): number {
  const gaps = beats.slice(1).map((atMs, before) => atMs - (beats[before] ?? 0));
  return gaps.toSorted((one, other) => one - other)[Math.floor(gaps.length / 2)] ?? 0;
}

function whyNone(
  { ended, silentSinceMs }: SilentSession,
  { maxWaitMs, hasOne }: { readonly maxWaitMs: number; readonly hasOne: boolean },
): string {
  const what = hasOne ? "one heartbeat and no second" : "no heartbeat";
  if (ended === undefined)
    return `${what} in ${tellMs(maxWaitMs)}: a longer --max-wait waits for it`;
  return `${what}: the session was ${tellEnd(ended)} after ${tellMs(ended.atMs - silentSinceMs)}`;
}
