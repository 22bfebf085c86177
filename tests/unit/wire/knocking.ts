import { systemClock } from "../../../src/ground/clock.ts";
import { Secret } from "../../../src/ground/secret.ts";
import { Budget } from "../../../src/harness/wire/budget.ts";
import { type Knock, knockOn } from "../../../src/harness/wire/knock.ts";
import { carriageOf } from "../../../src/harness/wire/socket/carrier.ts";
import type { DialRequest } from "../../../src/harness/wire/socket/dial.ts";
import type { Loopback } from "./loopback.ts";
import { sampleContract } from "./sample-contract.ts";

/** The token every knock carries unless told otherwise. */
export const token: Secret = new Secret("a-token-nobody-guesses");

/** What makes a knock nobody's. */
export const anonymous: Partial<DialRequest> = {
  carriage: carriageOf(undefined, undefined),
  token: undefined,
};

/** Knocks once, with the sample contract's first carrier. */
export async function knock(server: Loopback, change: Partial<DialRequest> = {}): Promise<Knock> {
  return await knockOn({
    contract: sampleContract,
    budget: new Budget({ limits: sampleContract.limits.local, clock: systemClock }),
    url: server.url,
    carriage: carriageOf(sampleContract.websocket.carriers[0], token),
    token,
    headers: {},
    ...change,
  });
}
