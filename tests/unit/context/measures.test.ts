import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { Secret } from "../../../src/ground/secret.ts";
import { refusingServer, webSocketServer } from "../wire/loopback.ts";
import { contextFor, contextOn } from "./stage.ts";

const nowhere = { url: "http://127.0.0.1:1", wsUrl: "ws://127.0.0.1:1/ws" };

describe("a long promise", () => {
  test("takes its full length, unless the run keeps it faster", async () => {
    await using plain = contextFor(nowhere);
    await using scaled = contextFor(nowhere, { scale: 0.02 });
    expect(plain.promised(360_000)).toBe(360_000);
    expect(scaled.promised(360_000)).toBe(7200);
    expect(scaled.limits).toEqual(plain.limits);
  });
});

describe("a figure", () => {
  test("is kept in the order it was measured", async () => {
    await using context = contextFor(nowhere);
    context.figure("p95", 12.5, "ms");
    context.figure("rate", 0, "/s");
    expect(context.findings.figures).toEqual([
      { name: "p95", value: 12.5, unit: "ms" },
      { name: "rate", value: 0, unit: "/s" },
    ]);
  });

  test.for([Number.NaN, Number.POSITIVE_INFINITY])("is not %d", async (value) => {
    await using context = contextFor(nowhere);
    expect(() => context.figure("p95", value, "ms")).toThrow(/"p95" is/);
    expect(context.findings.figures).toEqual([]);
  });
});

describe("an answer from the target", () => {
  test("is a call's, a frame, and an upgrade that was refused, but no connection that failed", async () => {
    await using backend = await startBackend();
    await using server = await refusingServer(401, "who?");
    await using calling = contextOn(backend);
    await using connecting = contextOn(backend);
    await using refused = contextFor({ url: backend.url, wsUrl: server.url });
    await using failed = contextFor(nowhere);
    expect(calling.wasAnswered()).toBe(false);
    await calling.call("health");
    await connecting.connect();
    await refused.knock({ user: null });
    await failed.knock({ user: null });
    const contexts = [calling, connecting, refused, failed];
    expect(contexts.map((context) => context.wasAnswered())).toEqual([true, true, true, false]);
  });
});

describe("headers of a handshake", () => {
  test("go with sessions and knocks, and leave no secret on the record", async () => {
    const secret = new Secret("cookie-canary-77aa");
    const seen: unknown[] = [];
    await using server = await webSocketServer((socket, { headers: { origin, cookie } }) => {
      seen.push({ origin, cookie });
      socket.send('{"type":"connection_established"}');
    });
    await using backend = await startBackend();
    await using context = contextFor(
      { url: backend.url, wsUrl: server.url },
      { credentials: { jwtSecret: backend.secret } },
    );
    const headers = { origin: "https://app.example", cookie: `sid=${secret.reveal()}` };
    const [, carrier] = context.contract.websocket.carriers;
    const way = carrier === undefined ? {} : { carrier };
    await context.connect({ ...way, headers });
    await context.knock({ ...way, headers });
    expect(seen).toEqual([headers, headers]);
    const excerpt = context.excerpt(100).join("\n");
    expect(excerpt).toContain("origin: https://app.example");
    expect(excerpt).not.toContain("cookie-canary");
  });
});

test("a stream of the default contract runs to its end, and is over with its context", async () => {
  await using backend = await startBackend();
  const context = contextOn(backend);
  const question = context.question();
  const stream = await context.stream("stream", { ...question });
  await stream.finished();
  expect(stream.contentType).toContain("text/event-stream");
  expect(stream.records.map(({ text }) => text).join("\n")).toContain(question.canary);
  const second = await context.stream("streamSlow", { ...context.question() });
  await context[Symbol.asyncDispose]();
  expect(second.isOver).toBe(true);
  await expect(context.stream("stream")).rejects.toThrow("The context was disposed.");
  await expect(context.reach()).rejects.toThrow("The context was disposed.");
});
