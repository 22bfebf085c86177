import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { Budget } from "../../../src/harness/wire/budget.ts";
import { carriageOf } from "../../../src/harness/wire/socket/carrier.ts";
import { proves } from "../../catalogue/proves.ts";
import { deferred } from "./deferred.ts";
import { HandClock } from "./hand-clock.ts";
import { anonymous, knock, token } from "./knocking.ts";
import { rawServer, reset, switching, textFrame, webSocketServer } from "./loopback.ts";
import { sampleContract } from "./sample-contract.ts";

const [, header, query, firstMessage] = sampleContract.websocket.carriers;
const { local: limits } = sampleContract.limits;

const greeting = '{"type":"hello","id":"c-1"}';

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
  ] as const)("ends without a close frame: %s", async ([end, hangUp]) => {
    await using server = await rawServer((socket, head) => {
      socket.write(switching(head));
      // Only then has the client read the answer: an RST close behind it would look like a FIN.
      socket.once("data", () => hangUp(socket));
    });
    const carriage = carriageOf(firstMessage, token);
    expect(await knock(server, { carriage })).toMatchObject({
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
  ] as const)("travels as %s", proves("H25"), async ([, carrier, where]) => {
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

  test("does not travel when nobody knocks", proves("H25"), async () => {
    const arrived = deferred<IncomingMessage>();
    await using server = await webSocketServer((socket, request) => {
      arrived.resolve(request);
      socket.send(greeting);
    });
    await knock(server, anonymous);
    const { headers, url } = await arrived.promise;
    expect(url).toBe("/ws");
    expect(Object.keys(headers)).not.toContain("authorization");
    expect(Object.keys(headers)).not.toContain("sec-websocket-protocol");
  });
});
