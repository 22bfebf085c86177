import { describe, expect, test } from "vitest";
import { Budget } from "../../../src/harness/wire/budget.ts";
import { openSession } from "../../../src/harness/wire/connect.ts";
import { AttemptsFailed, defaultRetry } from "../../../src/harness/wire/retry.ts";
import type { Session } from "../../../src/harness/wire/session.ts";
import { carriageOf } from "../../../src/harness/wire/socket/carrier.ts";
import { ConnectFailure, type Handshake } from "../../../src/harness/wire/socket/handshake.ts";
import { HandClock } from "./hand-clock.ts";
import { type Loopback, rawServer } from "./loopback.ts";
import { sampleContract } from "./sample-contract.ts";

const { local: limits } = sampleContract.limits;

/** Answers every upgrade with one status, and counts them. */
async function refusing(status: number): Promise<Loopback & { readonly knocks: () => number }> {
  let knocks = 0;
  const server = await rawServer((socket) => {
    knocks += 1;
    socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\n\r\n`);
  });
  return { ...server, knocks: () => knocks };
}

function open({ url }: Loopback, clock: HandClock): Promise<Session> {
  return openSession({
    ...{ contract: sampleContract, url, budget: new Budget({ limits, clock }) },
    ...{ token: undefined, user: undefined, threadId: undefined },
    carriage: carriageOf(undefined, undefined),
    retry: { ...defaultRetry, attempts: 2 },
    ...{ headers: {}, headersOf: () => ({}) },
  });
}

describe("an answer to the upgrade", () => {
  test.for([400, 401, 403, 404, 408, 429, 500, 501, 505])(
    "of HTTP %i is the server's own word: it is asked once",
    { timeout: 10_000 },
    async (status) => {
      await using server = await refusing(status);
      const opening = open(server, new HandClock());
      await expect(opening).rejects.toThrow(ConnectFailure);
      await expect(opening).rejects.toMatchObject({ transient: false, handshake: { status } });
      expect(server.knocks()).toBe(1);
    },
  );

  test.for([502, 503, 504])(
    "of HTTP %i is a gateway's that had nobody to ask: it is asked again",
    { timeout: 10_000 },
    async (status) => {
      await using server = await refusing(status);
      const clock = new HandClock();
      const opening = open(server, clock);
      const outcome = expect(opening).rejects.toMatchObject({
        attempts: [{ error: { handshake: { status } } }, { error: { handshake: { status } } }],
      });
      await clock.armed(defaultRetry.baseDelayMs);
      clock.advance(defaultRetry.baseDelayMs);
      await outcome;
      await expect(opening).rejects.toThrow(AttemptsFailed);
      expect(server.knocks()).toBe(2);
    },
  );
});

describe("no answer to the upgrade", () => {
  const nothing: Handshake = {
    ...{ opened: false, url: "ws://127.0.0.1/ws", headers: {}, offered: [] },
    ...{ selectedLeaksToken: false, elapsedMs: 1 },
  };

  test.for([
    ["ECONNREFUSED", true],
    ["ECONNRESET", true],
    ["ECONNABORTED", true],
    ["EPIPE", true],
    ["ETIMEDOUT", true],
    ["EHOSTUNREACH", true],
    ["ENETUNREACH", true],
    ["EAI_AGAIN", true],
    ["CONNECT_TIMEOUT", true],
    ["HANDSHAKE_TIMEOUT", true],
    ["ENOTFOUND", false],
    ["CERT_HAS_EXPIRED", false],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", false],
    ["TERMINATED", false],
    [undefined, false],
  ] as const)("with the network's word %s is worth another attempt: %s", ([networkCode, again]) => {
    const handshake = networkCode === undefined ? nothing : { ...nothing, networkCode };
    expect(new ConnectFailure(handshake).transient).toBe(again);
  });

  test("counts for nothing beside a status: a server that answered and hung up has answered", () => {
    const handshake = { ...nothing, status: 101, networkCode: "ECONNRESET" };
    expect(new ConnectFailure(handshake).transient).toBe(false);
  });
});
