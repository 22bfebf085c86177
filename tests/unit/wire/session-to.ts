import { Secret } from "../../../src/ground/secret.ts";
import { Budget } from "../../../src/harness/wire/budget.ts";
import { openSession } from "../../../src/harness/wire/connect.ts";
import { noRetry } from "../../../src/harness/wire/retry.ts";
import type { Session } from "../../../src/harness/wire/session.ts";
import { carriageOf } from "../../../src/harness/wire/socket/carrier.ts";
import { HandClock } from "./hand-clock.ts";
import type { Loopback } from "./loopback.ts";
import { sampleContract } from "./sample-contract.ts";

const { local: limits } = sampleContract.limits;
const token = new Secret("loopback-test-token");

/** A session as the sample contract describes it, at the first attempt. */
export async function sessionTo({ url }: Loopback): Promise<Session> {
  return await openSession({
    ...{ contract: sampleContract, url, token, user: undefined, threadId: undefined },
    budget: new Budget({ limits, clock: new HandClock() }),
    carriage: carriageOf(sampleContract.websocket.carriers[1], token),
    ...{ retry: noRetry, headers: {}, headersOf: () => ({}) },
  });
}
