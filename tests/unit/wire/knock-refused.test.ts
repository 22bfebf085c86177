import type { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { Budget } from "../../../src/harness/wire/budget.ts";
import { HandClock } from "./hand-clock.ts";
import { anonymous, knock } from "./knocking.ts";
import { rawServer, refusingServer, reset, switching, webSocketServer } from "./loopback.ts";
import { sampleContract } from "./sample-contract.ts";

const { local: limits } = sampleContract.limits;

/** How long a refusal's body may take. */
const patienceMs = 1000;

describe("a refused upgrade", () => {
  test.for([
    [401, true],
    [403, true],
    [500, false],
    [404, false],
  ] as const)(
    "is told with status and body: %i, properly refused: %s",
    async ([status, proper]) => {
      await using server = await refusingServer(status, "go away");
      const outcome = await knock(server);
      expect(outcome).toMatchObject({
        result: "refused",
        opened: false,
        status,
        body: "go away",
        refused: true,
        properlyRefused: proper,
        firstMessages: [],
      });
      expect(outcome.close).toBeUndefined();
    },
  );

  test("is cut off when its body never ends", async () => {
    const clock = new HandClock();
    await using server = await rawServer((socket) => {
      socket.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 100\r\n\r\nbegun");
    });
    const budget = new Budget({ limits, clock });
    const outcome = knock(server, { budget });
    await clock.armed(limits.handshakeMs);
    await clock.armed(patienceMs);
    clock.advance(patienceMs);
    expect(await outcome).toMatchObject({ status: 403 });
  });
});

describe("an answer the client must refuse", () => {
  test("selects nothing although something was offered", async () => {
    await using server = await rawServer((socket, head) => socket.write(switching(head)));
    expect(await knock(server)).toMatchObject({
      result: "failed",
      opened: false,
      status: 101,
      error: "Server sent no subprotocol",
      offered: ["main", "jwt.[redacted]"],
    });
  });

  test("selects something although nothing was offered", async () => {
    await using server = await rawServer((socket, head) =>
      socket.write(switching(head, ["Sec-WebSocket-Protocol: main"])),
    );
    expect(await knock(server, anonymous)).toMatchObject({
      status: 101,
      error: "Server sent a subprotocol but none was requested",
      selected: "main",
      selectedIsOffered: false,
    });
  });

  test("selects what was not offered, even where redaction makes both look alike", async () => {
    const other = `jwt.${Buffer.from("some-other-token").toString("base64url")}`;
    await using server = await rawServer((socket, head) =>
      socket.write(switching(head, [`Sec-WebSocket-Protocol: ${other}`])),
    );
    expect(await knock(server)).toMatchObject({
      error: "Server sent an invalid subprotocol",
      selected: "jwt.[redacted]",
      selectedIsOffered: false,
      selectedLeaksToken: false,
    });
  });

  test("carries a wrong accept key", async () => {
    await using server = await rawServer((socket) => socket.write(switching("no key")));
    expect(await knock(server)).toMatchObject({
      status: 101,
      error: "Invalid Sec-WebSocket-Accept header",
    });
  });
});

describe("no answer", () => {
  test("is a refused connection where nobody listens", async () => {
    const server = await webSocketServer(() => {});
    await server[Symbol.asyncDispose]();
    const outcome = await knock(server);
    expect(outcome).toMatchObject({ result: "failed", networkCode: "ECONNREFUSED" });
    expect(outcome.status).toBeUndefined();
  });

  test.for([
    ["fin", (socket: Socket) => socket.end()],
    ["reset", reset],
  ] as const)("tells how the server hung up: %s", async ([end, hangUp]) => {
    await using server = await rawServer((socket) => hangUp(socket));
    expect(await knock(server)).toMatchObject({ result: "failed", end, networkCode: "ECONNRESET" });
  });

  test("is given up at the handshake's limit, and the socket with it", async () => {
    const clock = new HandClock();
    await using server = await rawServer(() => {});
    const outcome = knock(server, { budget: new Budget({ limits, clock }) });
    await clock.armed(limits.handshakeMs);
    clock.advance(limits.handshakeMs);
    expect(await outcome).toMatchObject({
      networkCode: "HANDSHAKE_TIMEOUT",
      error: "no answer to the upgrade within 2000 ms",
    });
    await server.empty();
    expect(clock.pending).toBe(0);
  });
});
