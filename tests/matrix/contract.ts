import type { Contract } from "../../src/contract/contract.ts";
import { defaultContract } from "../../src/contract/default.ts";

/** Requests a user may make per minute: enough for every check but those about this limit. */
export const requestsPerMinute = 60;

const { rateLimit } = defaultContract.http;
if (typeof rateLimit !== "object") throw new Error("the default contract limits requests");

/**
 * The default contract with deadlines that may run out hundreds of times, and with less load: whether a check
 * can fail does not depend on how much it asks for.
 */
export const contract: Contract = {
  ...defaultContract,
  http: { ...defaultContract.http, rateLimit: { ...rateLimit, requests: requestsPerMinute } },
  limits: {
    ...defaultContract.limits,
    local: {
      ...defaultContract.limits.local,
      ...{ connectMs: 2_000, handshakeMs: 2_000, welcomeMs: 2_000, httpMs: 2_000, replyMs: 2_000 },
      ...{ firstEventMs: 2_000, gapMs: 2_000, completionMs: 4_000 },
      // Below what one connection may take, so that slow ones can be too slow on average.
      meanConnectMs: 800,
    },
  },
  load: {
    ...defaultContract.load,
    ...{ users: 6, requestsPerUser: 3, requests: 6, samples: 10, sockets: 4, sessions: 5 },
    ...{ runs: 3, connects: 6, messages: 15 },
  },
};
