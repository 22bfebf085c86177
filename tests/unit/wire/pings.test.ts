import { describe, expect, test } from "vitest";
import { webSocketServer } from "./loopback.ts";
import { sessionTo } from "./session-to.ts";

const hello = '{"type":"hello","id":"c-7"}';

describe("a session", () => {
  test("pings on the transport and answers pings, both on the record", async () => {
    await using server = await webSocketServer((socket) => {
      socket.send(hello);
      socket.ping();
    });
    await using session = await sessionTo(server);
    expect(await session.ping()).toBe(0);
    const marks = session.transcript.entries
      .filter(({ kind }) => kind === "ping" || kind === "pong")
      .map(({ kind, direction }) => `${direction} ${kind}`);
    expect(marks.toSorted()).toEqual(["in ping", "in pong", "out ping", "out pong"]);
  });

  test("answers every ping of a burst, each with its payload", async () => {
    const payloads = Array.from({ length: 200 }, (_, n) => `ping ${n}`);
    const answered: string[] = [];
    await using server = await webSocketServer((socket) => {
      socket.on("pong", (payload) => {
        if (answered.push(payload.toString()) === payloads.length) socket.send(hello);
      });
      for (const payload of payloads) socket.ping(payload);
    });
    await using session = await sessionTo(server);
    expect(session.welcome).toMatchObject({ type: "hello" });
    expect(answered).toEqual(payloads);
  });
});
