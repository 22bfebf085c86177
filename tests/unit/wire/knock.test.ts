import type { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { systemClock } from "../../../src/ground/clock.ts";
import { Secret } from "../../../src/ground/secret.ts";
import { Budget } from "../../../src/harness/wire/budget.ts";
import { carriageOf } from "../../../src/harness/wire/carrier.ts";
import type { DialRequest } from "../../../src/harness/wire/dial.ts";
import { type Knock, knockOn } from "../../../src/harness/wire/knock.ts";
import { deferred } from "./deferred.ts";
import { HandClock } from "./hand-clock.ts";
import {
  type Loopback,
  rawServer,
  refusingServer,
  reset,
  switching,
  textFrame,
  webSocketServer,
} from "./loopback.ts";
import { sampleContract } from "./sample-contract.ts";

const token = new Secret("a-token-nobody-guesses");
const [subprotocol, header, query, firstMessage] = sampleContract.websocket.carriers;
const { local: limits } = sampleContract.limits;

function request(url: string, change: Partial<DialRequest> = {}): DialRequest {
  return {
    contract: sampleContract,
    budget: new Budget({ limits, clock: systemClock }),
    url,
    carriage: carriageOf(subprotocol, token),
    token,
    headers: {},
    ...change,
  };
}

async function knock(server: Loopback, change: Partial<DialRequest> = {}): Promise<Knock> {
  return await knockOn(request(server.url, change));
}

const anonymous = { carriage: carriageOf(undefined, undefined), token: undefined };
/** How long a refusal's body may take. */
const patienceMs = 1000;
const greeting = '{"type":"hello","id":"c-1"}';

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

describe("an opened door", () => {
  test("greets: selection and leak are told, the token is not", async () => {
    await using server = await webSocketServer((socket) => socket.send(greeting), {
      handleProtocols: (offered) => [...offered][1] ?? false,
    });
    const outcome = await knock(server);
    expect(outcome).toMatchObject({
      result: "welcomed",
      opened: true,
      status: 101,
      selected: "jwt.[redacted]",
      selectedIsOffered: true,
      selectedLeaksToken: true,
      firstMessages: [{ type: "hello", id: "c-1" }],
      refused: false,
    });
    expect(outcome.offered).toContain(outcome.selected);
    expect(JSON.stringify(outcome)).not.toContain(token.reveal());
    await server.empty();
  });

  test("greets in the packet of the upgrade itself", async () => {
    await using server = await rawServer((socket, head) => {
      const answer = switching(head, ["Sec-WebSocket-Protocol: main"]);
      socket.write(Buffer.concat([Buffer.from(answer), textFrame(greeting)]));
    });
    expect(await knock(server)).toMatchObject({ result: "welcomed" });
  });

  test.for([
    [1008, true],
    [1011, false],
  ] as const)("closes on strangers with %i, properly refused: %s", async ([code, proper]) => {
    await using server = await webSocketServer((socket) => {
      socket.send('{"type":"error"}');
      socket.close(code, "not you");
    });
    expect(await knock(server, anonymous)).toMatchObject({
      result: "closed",
      refused: true,
      properlyRefused: proper,
      close: { code, reason: "not you", frame: true, end: "close-frame", by: "server" },
      firstMessages: [{ type: "error" }],
    });
  });

  test.for([
    ["fin", (socket: Socket) => socket.end()],
    ["reset", reset],
  ] as const)("ends without a close frame: %s right after the upgrade", async ([end, hangUp]) => {
    await using server = await rawServer((socket, head) =>
      socket.write(switching(head), () => hangUp(socket)),
    );
    expect(await knock(server, anonymous)).toMatchObject({
      result: "closed",
      close: { code: 1006, frame: false, end },
      properlyRefused: false,
    });
  });

  test("talks nonsense", async () => {
    await using server = await rawServer((socket, head) =>
      socket.write(Buffer.concat([Buffer.from(switching(head)), Buffer.from([0xf1, 0x01, 0x00])])),
    );
    expect(await knock(server, anonymous)).toMatchObject({
      result: "closed",
      close: { end: "protocol-error", frame: false, error: expect.stringContaining("RSV") },
    });
  });

  test("stays silent until the limit", async () => {
    const clock = new HandClock();
    await using server = await webSocketServer(() => {});
    const budget = new Budget({ limits, clock });
    const outcome = knock(server, { ...anonymous, budget });
    await clock.armed(limits.replyMs);
    clock.advance(limits.replyMs);
    expect(await outcome).toMatchObject({ result: "silent", opened: true, refused: false });
    await server.empty();
  });
});

describe("the token", () => {
  test.for([
    ["header", header, "authorization"],
    ["query", query, "url"],
    ["first message", firstMessage, "frame"],
  ] as const)("travels as %s", async ([, carrier, where]) => {
    const arrived = deferred<string>();
    await using server = await webSocketServer((socket, { headers, url }) => {
      if (where === "authorization") arrived.resolve(headers.authorization ?? "");
      if (where === "url") arrived.resolve(url ?? "");
      socket.on("message", (data) => arrived.resolve(String(data)));
      socket.send(greeting);
    });
    await knock(server, { carriage: carriageOf(carrier, token) });
    expect(await arrived.promise).toContain(token.reveal());
  });
});
