import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/ground/secret.ts";
import { Budget, WaitExpired } from "../../../src/harness/wire/budget.ts";
import { type ConnectRequest, openSession } from "../../../src/harness/wire/connect.ts";
import { CapabilityMissing } from "../../../src/harness/wire/http/operation.ts";
import { AttemptsFailed, defaultRetry, noRetry } from "../../../src/harness/wire/retry.ts";
import { SendRefused } from "../../../src/harness/wire/session-terms.ts";
import { SilenceBroken } from "../../../src/harness/wire/silence.ts";
import { carriageOf } from "../../../src/harness/wire/socket/carrier.ts";
import { ConnectFailure, SessionClosed } from "../../../src/harness/wire/socket/handshake.ts";
import { proves } from "../../catalogue/proves.ts";
import { HandClock } from "./hand-clock.ts";
import { rawServer, refusingServer, switching, textFrame, webSocketServer } from "./loopback.ts";
import { sampleContract } from "./sample-contract.ts";

const { local: limits } = sampleContract.limits;
const token = new Secret("session-test-token");
const hello = '{"type":"hello","id":"c-7"}';

function request(url: string, change: Partial<ConnectRequest> = {}): ConnectRequest {
  return {
    contract: sampleContract,
    budget: new Budget({ limits, clock: new HandClock() }),
    url,
    carriage: carriageOf(sampleContract.websocket.carriers[1], token),
    ...{ token, user: undefined, threadId: undefined, retry: noRetry, headers: {} },
    headersOf: () => ({}),
    ...change,
  };
}

describe("opening a session", () => {
  test("finds the greeting behind noise, and keeps the noise", async () => {
    await using server = await webSocketServer((socket) => {
      socket.send('{"type":"heartbeat"}');
      socket.send(hello);
    });
    await using session = await openSession(request(server.url));
    expect(session).toMatchObject({ connectionId: "c-7", welcome: { type: "hello", id: "c-7" } });
    expect(session.frames.map(({ type }) => type)).toEqual(["heartbeat", "hello"]);
    expect(session.attempts).toMatchObject([{ n: 1, error: undefined }]);
  });

  test("finds the greeting that came in the packet of the upgrade", async () => {
    await using server = await rawServer((socket, head) =>
      socket.write(Buffer.concat([Buffer.from(switching(head)), textFrame(hello)])),
    );
    await using session = await openSession(request(server.url));
    expect(session.connectionId).toBe("c-7");
    await session.drop();
  });

  test("expires without a greeting, naming what came instead, and hangs up", async () => {
    const clock = new HandClock();
    await using server = await webSocketServer((socket) => socket.send('{"type":"heartbeat"}'));
    const opening = openSession(request(server.url, { budget: new Budget({ limits, clock }) }));
    const outcome = expect(opening).rejects.toMatchObject({ phase: "welcome", limitMs: 3000 });
    await clock.armed(limits.welcomeMs);
    clock.advance(limits.welcomeMs);
    await outcome;
    await server.empty();
    expect(clock.pending).toBe(0);
  });

  test("fails with the refusal, which is not tried again", async () => {
    await using server = await refusingServer(401, "who?");
    const opening = openSession(request(server.url, { retry: defaultRetry }));
    await expect(opening).rejects.toThrow(ConnectFailure);
    await expect(opening).rejects.toMatchObject({ transient: false, handshake: { status: 401 } });
  });

  test("fails when the server hangs up instead of greeting", async () => {
    await using server = await webSocketServer((socket) => socket.close(1008, "no"));
    await expect(openSession(request(server.url))).rejects.toThrow(SessionClosed);
  });

  test("tries again after the network's failures, each with its own headers, and keeps them all", async () => {
    const clock = new HandClock();
    let knocks = 0;
    const spans: string[] = [];
    await using server = await rawServer((socket, head) => {
      knocks += 1;
      spans.push(/x-span: (\d)/i.exec(head)?.[1] ?? "");
      if (knocks < 3) socket.end("HTTP/1.1 503 Starting\r\nContent-Length: 0\r\n\r\n");
      else socket.write(Buffer.concat([Buffer.from(switching(head)), textFrame(hello)]));
    });
    const opening = openSession(
      request(server.url, {
        budget: new Budget({ limits, clock }),
        retry: defaultRetry,
        headersOf: () => ({ "x-span": `${knocks}` }),
      }),
    );
    for (const pauseMs of [250, 500]) {
      await clock.armed(pauseMs);
      clock.advance(pauseMs);
    }
    const session = await opening;
    expect(spans).toEqual(["0", "1", "2"]);
    expect(session.attempts).toMatchObject([
      { n: 1, transient: true, pausedMs: 250, error: { handshake: { status: 503 } } },
      { n: 2, transient: true, pausedMs: 500, error: { handshake: { status: 503 } } },
      { n: 3, error: undefined },
    ]);
    await session.drop();
  });

  test("gives up after the last attempt with every one of them and the last cause", async () => {
    const server = await webSocketServer(() => {});
    await server[Symbol.asyncDispose]();
    const retry = { ...defaultRetry, baseDelayMs: 0 };
    const clock = new HandClock();
    const opening = openSession(
      request(server.url, { retry, budget: new Budget({ limits, clock }) }),
    );
    const outcome = expect(opening).rejects.toMatchObject({
      attempts: [{ n: 1 }, { n: 2 }, { n: 3 }],
      cause: { handshake: { networkCode: "ECONNREFUSED" } },
    });
    await clock.armed(0);
    clock.advance(0);
    await clock.armed(0);
    clock.advance(0);
    await outcome;
    await expect(opening).rejects.toThrow(AttemptsFailed);
  });
});

describe("Session", () => {
  test("does not change what it sends", proves("H29"), async () => {
    await using server = await webSocketServer((socket) => socket.send(hello));
    await using session = await openSession(request(server.url));
    const message = Object.freeze({ type: "x", nested: Object.freeze({ a: 1 }) });
    session.send(message);
    expect(message).toEqual({ type: "x", nested: { a: 1 } });
    expect(session.metrics).toMatchObject({ sentCount: 1, receivedCount: 1 });
  });

  test("refuses to send once it is closed", proves("H29"), async () => {
    await using server = await webSocketServer((socket) => socket.send(hello));
    const session = await openSession(request(server.url));
    expect(await session.close()).toMatchObject({ code: 1000, frame: true, by: "client" });
    expect(() => session.send({})).toThrow(SendRefused);
    expect(() => session.start("?")).toThrow(SendRefused);
    await expect(session.ping()).rejects.toThrow(SendRefused);
  });

  test("rejects a wait that expires with what it awaited and saw", proves("H30"), async () => {
    const clock = new HandClock();
    await using server = await webSocketServer((socket) => {
      socket.send(hello);
      socket.on("message", () => socket.send("not json"));
    });
    await using session = await openSession(
      request(server.url, { budget: new Budget({ limits, clock }) }),
    );
    session.sendText("?");
    const text = await session.next((message) => message === "not json", { what: "the text" });
    expect(text).toMatchObject({ json: false, message: "not json" });
    const expired = session.next([{ types: ["pong"] }], { what: "the pong" });
    clock.advance(limits.replyMs);
    await expect(expired).rejects.toThrow(WaitExpired);
    await expect(expired).rejects.toMatchObject({
      what: "the pong",
      seen: ["hello at 0 ms", "a frame without a type at 0 ms"],
    });
  });

  test("takes only what comes after sending for an answer", proves("H33"), async () => {
    await using server = await webSocketServer((socket) => {
      socket.send('{"type":"pong","n":0}');
      socket.send(hello);
      socket.on("message", () => socket.send('{"type":"pong","n":1}'));
    });
    await using session = await openSession(request(server.url));
    const reply = await session.exchange(sampleContract.websocket.ping);
    expect(reply).toMatchObject({ type: "pong", message: { n: 1 }, elapsedMs: 0 });
    await expect(session.exchange(undefined)).rejects.toThrow(CapabilityMissing);
  });

  test("listens its full time across noise, then calls it silence", proves("H31"), async () => {
    const clock = new HandClock();
    await using server = await webSocketServer((socket) => {
      socket.send(hello);
      socket.on("message", () => socket.send('{"type":"heartbeat"}'));
    });
    await using session = await openSession(
      request(server.url, { budget: new Budget({ limits, clock }) }),
    );
    const silence = session.silence(300, "the other user");
    session.sendText("?");
    await session.next([{ types: ["heartbeat"] }], { what: "noise" });
    clock.advance(300);
    await expect(silence).resolves.toBeUndefined();
  });

  test("reports what broke a silence", async () => {
    await using server = await webSocketServer((socket) => {
      socket.send(hello);
      socket.on("message", () => socket.send('{"type":"surprise"}'));
    });
    await using session = await openSession(request(server.url));
    const silence = session.silence(300, "the other user");
    session.sendText("?");
    await expect(silence).rejects.toThrow(SilenceBroken);
    await expect(silence).rejects.toMatchObject({ frame: { type: "surprise" } });
  });

  test("does not take a closed connection for silence", async () => {
    await using server = await webSocketServer((socket) => {
      socket.send(hello);
      socket.on("message", () => socket.close(1001));
    });
    await using session = await openSession(request(server.url));
    const silence = session.silence(300, "the other user");
    session.sendText("?");
    await expect(silence).rejects.toThrow(SessionClosed);
  });

  test("hangs up on a server that never answers a close", async () => {
    await using server = await rawServer((socket, head) =>
      socket.write(Buffer.concat([Buffer.from(switching(head)), textFrame(hello)])),
    );
    const session = await openSession(request(server.url));
    expect(await session.close(1000, 5)).toMatchObject({ frame: false, end: "terminated" });
    await server.empty();
    expect(server.openSockets()).toBe(0);
  });
});
