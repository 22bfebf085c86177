import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { Budget } from "../../../src/harness/wire/budget.ts";
import { openSession } from "../../../src/harness/wire/connect.ts";
import { noRetry } from "../../../src/harness/wire/retry.ts";
import { carriageOf } from "../../../src/harness/wire/socket/carrier.ts";
import { proves } from "../../catalogue/proves.ts";
import { deferred } from "./deferred.ts";
import { HandClock } from "./hand-clock.ts";
import { rawServer, switching, textFrame } from "./loopback.ts";
import { sampleContract } from "./sample-contract.ts";

const { local: limits } = sampleContract.limits;

test("a session measures its connect, handshake, greeting and traffic", proves("H36"), async () => {
  const clock = new HandClock();
  const upgraded = deferred<Socket>();
  await using server = await rawServer((socket, head) => {
    clock.advance(30);
    socket.write(switching(head));
    upgraded.resolve(socket);
  });
  const opening = openSession({
    ...{ contract: sampleContract, url: server.url, budget: new Budget({ limits, clock }) },
    ...{ token: undefined, user: undefined, threadId: undefined },
    carriage: carriageOf(undefined, undefined),
    ...{ retry: noRetry, headers: {}, headersOf: () => ({}) },
  });
  await clock.armed(limits.connectMs);
  clock.advance(5);
  const socket = await upgraded.promise;
  await clock.armed(limits.welcomeMs);
  clock.advance(7);
  socket.write(textFrame('{"type":"hello","id":"c"}'));
  const session = await opening;
  session.send({ type: "one" });
  session.send({ type: "two" });
  clock.advance(58);
  const { bytesReceived, ...metrics } = session.metrics;
  expect(metrics).toEqual({
    connectMs: 5,
    handshakeMs: 30,
    welcomeMs: 7,
    durationMs: 100,
    sentCount: 2,
    receivedCount: 1,
  });
  expect(bytesReceived).toBe(socket.bytesWritten);
  await session.drop();
});
