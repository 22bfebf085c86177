import type { Contract } from "../../../../contract/contract.ts";
import type { CensusPlace } from "../../census/take-census.ts";
import { Lag } from "./lag.ts";
import {
  type Bounds,
  type Measurement,
  noTimeLimitFor,
  tellMs,
  timeLimitOf,
  unmeasurable,
} from "./measurement.ts";
import { SilentSession, tellEnd } from "./silent-session.ts";

/** Gone bad, restarts, is overloaded (RFC 6455 section 7.4.1 and its registry of close codes). */
const ownTrouble: readonly number[] = [1011, 1012, 1013];

/**
 * How long a session may be silent: from our last word until the server ends it, or whatever stands before it
 * and ends it earlier. No message is sent, and what the server sends is not answered but for pings: a pong
 * shows that we are there, and is no message. A server that counts pongs, and pings more often than its limit,
 * never ends a session that is alive, and no limit is found.
 *
 * A session that was not ended in time has a limit no shorter.
 */
export async function idleTimeout(place: CensusPlace, { maxWaitMs }: Bounds): Promise<Measurement> {
  const session = await SilentSession.open(place);
  if (!(session instanceof SilentSession)) return session;
  using _ = session;
  using lag = new Lag(place.clock);
  const { silentSinceMs } = session;
  await session.until(() => false, maxWaitMs);
  const { ended } = session;
  if (ended === undefined) return noTimeLimitFor(session.ageMs - silentSinceMs);
  const silentMs = ended.atMs - silentSinceMs;
  if (mayBeIdleness(place.contract, ended.code)) return timeLimitOf(silentMs, lag);
  return unmeasurable(
    `the session was ${tellEnd(ended)} after ${tellMs(silentMs)}, which speaks of no idleness`,
  );
}

/** Whether a session may be ended so for its silence alone. Without a frame, a balancer may have done it. */
function mayBeIdleness({ promises, websocket }: Contract, code: number | undefined): boolean {
  if (code === undefined || promises.idleLimit?.closeCodes.includes(code) === true) return true;
  const others = [
    ...ownTrouble,
    ...(websocket.expiry?.closeCodes ?? []),
    ...websocket.refused.closeCodes,
  ];
  return !others.includes(code);
}
