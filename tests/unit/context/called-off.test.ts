import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { ContextDisposed } from "../../../src/harness/context.ts";
import { WaitAborted } from "../../../src/harness/wire/budget.ts";
import { HttpFailure } from "../../../src/harness/wire/http/http-client.ts";
import { deferred } from "../wire/deferred.ts";
import { HandClock } from "../wire/hand-clock.ts";
import { rawServer } from "../wire/loopback.ts";
import { contextOn, targetOf } from "./stage.ts";

describe("disposing a context", { timeout: 10_000 }, () => {
  test("rejects a wait for what never comes, saying why", async () => {
    await using backend = await startBackend();
    const clock = new HandClock();
    const context = contextOn(backend, { clock });
    const everyMs = 77;
    const waiting = context.poll(async () => 1, { until: () => false, what: "a two", everyMs });
    const outcome = expect(waiting).rejects.toThrow(WaitAborted);
    await clock.armed(everyMs);
    await context[Symbol.asyncDispose]();
    await outcome;
    await expect(waiting).rejects.toMatchObject({
      what: "a two",
      cause: expect.any(ContextDisposed),
    });
    expect(clock.pending).toBe(0);
  });

  test("rejects a wait for a message, and one for a whole run", async () => {
    await using backend = await startBackend({ paceMs: 60_000 });
    const context = contextOn(backend);
    const session = await context.connect();
    const message = session.next(() => false, { what: "a message nobody sends" });
    const run = session.start(context.question()).finished();
    const outcomes = Promise.all([
      expect(message).rejects.toThrow("The session was ended by the client"),
      expect(run).rejects.toThrow("The session was ended by the client"),
    ]);
    await context[Symbol.asyncDispose]();
    await outcomes;
  });

  test("ends an HTTP call that hangs", async () => {
    const asked = deferred();
    await using server = await rawServer(() => asked.resolve());
    await using backend = await startBackend();
    const url = `http://127.0.0.1:${server.port}`;
    const context = contextOn(backend, { target: targetOf({ url, wsUrl: backend.wsUrl }) });
    const calling = context.call("health");
    const outcome = expect(calling).rejects.toThrow(HttpFailure);
    await asked.promise;
    await context[Symbol.asyncDispose]();
    await outcome;
    await server.empty();
  });
});

describe("aborting a check's signal", { timeout: 10_000 }, () => {
  test("rejects a wait with the signal's reason", async () => {
    await using backend = await startBackend();
    const clock = new HandClock();
    const controller = new AbortController();
    await using context = contextOn(backend, { clock, signal: controller.signal });
    const everyMs = 77;
    const waiting = context.poll(async () => 1, { until: () => false, what: "a two", everyMs });
    const reason = new Error("interrupted");
    const outcome = expect(waiting).rejects.toMatchObject({ what: "a two", cause: reason });
    await clock.armed(everyMs);
    controller.abort(reason);
    await outcome;
    expect(clock.pending).toBe(0);
  });

  test("ends an HTTP call that hangs", async () => {
    const asked = deferred();
    await using server = await rawServer(() => asked.resolve());
    await using backend = await startBackend();
    const url = `http://127.0.0.1:${server.port}`;
    const controller = new AbortController();
    const target = targetOf({ url, wsUrl: backend.wsUrl });
    await using context = contextOn(backend, { target, signal: controller.signal });
    const calling = context.call("health");
    const reason = new Error("interrupted");
    const outcome = expect(calling).rejects.toMatchObject({ cause: reason });
    await asked.promise;
    controller.abort(reason);
    await outcome;
    await server.empty();
  });

  test("ends an upgrade that hangs", async () => {
    await using server = await rawServer(() => {});
    await using backend = await startBackend();
    const clock = new HandClock();
    const controller = new AbortController();
    const target = targetOf({ url: backend.url, wsUrl: server.url });
    await using context = contextOn(backend, { target, clock, signal: controller.signal });
    const outcome = expect(context.connect()).rejects.toThrow();
    await clock.armed(context.limits.handshakeMs);
    controller.abort(new Error("interrupted"));
    await outcome;
    await server.empty();
  });
});
