import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { webSocketServer } from "../wire/loopback.ts";
import { contextOn, targetOf } from "./stage.ts";

const greeting = '{"type":"connection_established","connection_id":"c"}';

describe("a connection", () => {
  test("comes as nobody when told to, without a token and without headers that weaken", async () => {
    const seen: unknown[] = [];
    await using server = await webSocketServer((socket, { headers }) => {
      seen.push(headers.authorization, headers["sec-websocket-protocol"], headers["x-e2e-test"]);
      socket.send(greeting);
    });
    await using backend = await startBackend();
    const target = targetOf({ url: backend.url, wsUrl: server.url });
    await using context = contextOn(backend, { target, testHeaders: true });
    await using session = await context.connect({ user: null });
    expect(session.user).toBeUndefined();
    expect(seen).toEqual([undefined, undefined, undefined]);
  });

  test("says its early messages before it is greeted, in order and behind the token", async () => {
    const heard: string[] = [];
    await using server = await webSocketServer((socket) => {
      socket.on("message", (data) => {
        heard.push(String(data));
        if (heard.length === 3) socket.send(greeting);
      });
    });
    await using backend = await startBackend();
    const target = targetOf({ url: backend.url, wsUrl: server.url });
    await using context = contextOn(backend, { target });
    const carrier = { kind: "first-message", message: { hello: "{token}" } } as const;
    const early = [{ type: "one" }, { type: "two" }];
    await using session = await context.connect({ carrier, early });
    expect(heard.slice(1)).toEqual(early.map((message) => JSON.stringify(message)));
    expect(heard[0]).toContain('"hello"');
    expect(session.metrics.sentCount).toBe(3);
  });
});
