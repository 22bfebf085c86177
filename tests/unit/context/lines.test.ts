import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { ContextDisposed } from "../../../src/harness/context.ts";
import type { Session } from "../../../src/harness/wire/session.ts";
import { proves } from "../../catalogue/proves.ts";
import { deferred } from "../wire/deferred.ts";
import { HandClock } from "../wire/hand-clock.ts";
import { webSocketServer } from "../wire/loopback.ts";
import { contextOn, targetOf } from "./stage.ts";

describe("disposal", () => {
  test("leaves nothing open, whatever was opened, and may be repeated", proves("H38"), async () => {
    await using backend = await startBackend();
    const context = contextOn(backend);
    await context.call("health");
    const session = await context.connect();
    session.start(context.question());
    await context.connect();
    await context[Symbol.asyncDispose]();
    await context[Symbol.asyncDispose]();
    await expect.poll(() => backend.openSockets()).toBe(0);
    expect(session.isOpen).toBe(false);
    await expect(context.connect()).rejects.toThrow(ContextDisposed);
    await expect(context.call("health")).rejects.toThrow(ContextDisposed);
  });

  test("ends what is still being opened, and hangs up on what hangs", async () => {
    await using server = await webSocketServer(() => {});
    await using backend = await startBackend();
    const clock = new HandClock();
    const target = targetOf({ url: backend.url, wsUrl: server.url });
    const context = contextOn(backend, { target, clock });
    const header = context.contract.websocket.carriers[1];
    const opening = context.connect(header === undefined ? {} : { carrier: header });
    const outcome = expect(opening).rejects.toThrow();
    await clock.armed(context.limits.welcomeMs);
    await context[Symbol.asyncDispose]();
    await outcome;
    await server.empty();
    expect([server.openSockets(), clock.pending]).toEqual([0, 0]);
  });

  test("calls everything off when the check's signal aborts", async () => {
    await using server = await webSocketServer(() => {});
    await using backend = await startBackend();
    const clock = new HandClock();
    const controller = new AbortController();
    const target = targetOf({ url: backend.url, wsUrl: server.url });
    await using context = contextOn(backend, { target, clock, signal: controller.signal });
    const header = context.contract.websocket.carriers[1];
    const opening = context.connect(header === undefined ? {} : { carrier: header });
    const outcome = expect(opening).rejects.toThrow();
    await clock.armed(context.limits.welcomeMs);
    controller.abort(new Error("interrupted"));
    await outcome;
    await server.empty();
    expect(server.openSockets()).toBe(0);
  });
});

describe("a session in a scope", () => {
  test.for(["well", "badly"])("is closed when the scope ends %s", proves("H39"), async (how) => {
    await using backend = await startBackend();
    await using context = contextOn(backend);
    const opened = deferred<Session>();
    const scope = async (): Promise<string> => {
      await using session = await context.connect();
      opened.resolve(session);
      expect(session.isOpen).toBe(true);
      if (how === "badly") throw new Error("badly");
      return "well";
    };
    expect(await scope().catch((error: Error) => error.message)).toBe(how);
    const session = await opened.promise;
    expect(session.isOpen).toBe(false);
    expect(await session.closed).toMatchObject({ code: 1000, frame: true, by: "client" });
  });
});

describe("headers", () => {
  test(
    "carry one trace id everywhere, and weaken nothing unless asked to",
    proves("H44"),
    async () => {
      const seen: { traceparent: unknown; weak: unknown }[] = [];
      await using server = await webSocketServer((socket, { headers }) => {
        seen.push({ traceparent: headers.traceparent, weak: headers["x-e2e-test"] });
        socket.send('{"type":"connection_established"}');
      });
      await using backend = await startBackend();
      const target = targetOf({ url: backend.url, wsUrl: server.url });
      await using plain = contextOn(backend, { target });
      await using weakened = contextOn(backend, { target, testHeaders: true });
      const carrier = plain.contract.websocket.carriers[1];
      const options = carrier === undefined ? {} : { carrier };
      await plain.connect(options);
      await weakened.connect(options);
      await weakened.knock(options);
      expect(seen.map(({ weak }) => weak)).toEqual([undefined, "true", undefined]);
      const traces = seen.map(({ traceparent }) => String(traceparent).split("-")[1]);
      expect(traces).toEqual([plain.traceId, weakened.traceId, weakened.traceId]);
      expect(new Set(seen.map(({ traceparent }) => traceparent)).size).toBe(3);
    },
  );
});
