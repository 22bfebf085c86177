import { upgradeRequest } from "../../../wire/raw/upgrade-request.ts";
import type { CensusPlace } from "../../census/take-census.ts";
import { sendHalf } from "./half-request.ts";
import { Lag } from "./lag.ts";
import { type Bounds, type Measurement, tellMs, timeLimitOf, unmeasurable } from "./measurement.ts";

/** Request Timeout (RFC 9110 section 15.5.9): the one answer that speaks of a request's lateness. */
const requestTimeout = 408;

/**
 * How long a client may take for its part of the handshake: a request that lacks only its last line, until the
 * server answers 408 or hangs up without a word. Nobody's token goes with it. Before a balancer that collects
 * requests it is the balancer's limit that is measured, and the one that holds.
 */
export async function handshakeTimeout(
  { contract, wire, ws, limits, clock }: CensusPlace,
  { maxWaitMs }: Bounds,
): Promise<Measurement> {
  const request = upgradeRequest(contract, ws, { token: null, headers: wire.trace.headers() });
  using lag = new Lag(clock);
  const { failure, endedAfterMs, status } = await sendHalf(request, {
    ...{ clock, connectMs: limits.connectMs, maxWaitMs, signal: wire.signal },
  });
  if (failure !== undefined) return unmeasurable(`no connection: ${failure}`);
  if (endedAfterMs === undefined)
    return unmeasurable(
      `longer than ${tellMs(maxWaitMs)}, for half a request was borne so long: a longer --max-wait waits for more`,
    );
  if (status !== undefined && status !== requestTimeout)
    return unmeasurable(`half a request was answered with ${status} after ${tellMs(endedAfterMs)}`);
  return timeLimitOf(endedAfterMs, lag);
}
