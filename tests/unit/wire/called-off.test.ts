import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/ground/secret.ts";
import { Budget } from "../../../src/harness/wire/budget.ts";
import { type ConnectRequest, openSession } from "../../../src/harness/wire/connect.ts";
import { defaultRetry } from "../../../src/harness/wire/retry.ts";
import { carriageOf } from "../../../src/harness/wire/socket/carrier.ts";
import { dial } from "../../../src/harness/wire/socket/dial.ts";
import { HandClock } from "./hand-clock.ts";
import { anonymous, knock } from "./knocking.ts";
import { type Loopback, rawServer, refusingServer } from "./loopback.ts";
import { sampleContract } from "./sample-contract.ts";

const { local: limits } = sampleContract.limits;

/** Longer than any of this takes, shorter than waiting for ever. */
const bounded = { timeout: 10_000 };

interface Stage {
  readonly controller: AbortController;
  readonly clock: HandClock;
  readonly budget: Budget;
}

function stage(): Stage {
  const controller = new AbortController();
  const clock = new HandClock();
  return { controller, clock, budget: new Budget({ limits, clock, signal: controller.signal }) };
}

function request({ url }: Loopback, budget: Budget): ConnectRequest {
  const token = new Secret("called-off-test-token");
  return {
    ...{ contract: sampleContract, budget, url, token, user: undefined, threadId: undefined },
    carriage: carriageOf(sampleContract.websocket.carriers[1], token),
    ...{ retry: defaultRetry, headers: {}, headersOf: () => ({}) },
  };
}

describe("a connect that is called off", bounded, () => {
  test("ends while the server keeps silent, and its socket with it", async () => {
    await using server = await rawServer(() => {});
    const { controller, clock, budget } = stage();
    let dialled = 0;
    const onDial = (): void => {
      dialled += 1;
    };
    const outcome = expect(openSession({ ...request(server, budget), onDial })).rejects.toThrow();
    await clock.armed(limits.handshakeMs);
    controller.abort(new Error("interrupted"));
    await outcome;
    await server.empty();
    expect([dialled, clock.pending]).toEqual([1, 0]);
  });

  test("is not tried again after the pause it was called off in", async () => {
    let knocks = 0;
    await using server = await rawServer((socket) => {
      knocks += 1;
      socket.end("HTTP/1.1 503 Starting\r\nContent-Length: 0\r\n\r\n");
    });
    const { controller, clock, budget } = stage();
    const outcome = expect(openSession(request(server, budget))).rejects.toThrow("interrupted");
    await clock.armed(defaultRetry.baseDelayMs);
    controller.abort(new Error("interrupted"));
    await outcome;
    expect([knocks, clock.pending]).toEqual([1, 0]);
  });

  test("asks nobody when it was called off before", async () => {
    let knocks = 0;
    await using server = await rawServer(() => {
      knocks += 1;
    });
    const { controller, budget } = stage();
    controller.abort(new Error("interrupted"));
    const { socket } = dial(request(server, budget));
    expect(await socket.opened).toMatchObject({ opened: false, networkCode: "TERMINATED" });
    expect(await socket.closed).toMatchObject({ end: "terminated", by: "client" });
    await server.empty();
    expect(knocks).toBe(0);
  });
});

describe("a knock that is called off", bounded, () => {
  test("throws the reason instead of blaming the silent server", async () => {
    await using server = await rawServer(() => {});
    const { controller, clock, budget } = stage();
    const outcome = expect(knock(server, { ...anonymous, budget })).rejects.toThrow("interrupted");
    await clock.armed(limits.handshakeMs);
    controller.abort(new Error("interrupted"));
    await outcome;
    await server.empty();
    expect(clock.pending).toBe(0);
  });
});

test("a connection that is over leaves no listener on the signal", async () => {
  await using server = await refusingServer(403, "go away");
  const { controller, budget } = stage();
  const { socket } = dial(request(server, budget));
  expect(getEventListeners(controller.signal, "abort")).toHaveLength(1);
  await socket.closed;
  expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
});
