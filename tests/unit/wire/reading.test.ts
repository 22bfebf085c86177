import { describe, expect, test } from "vitest";
import { type Loopback, webSocketServer } from "./loopback.ts";
import { sessionTo } from "./session-to.ts";

/** Answers "go" with numbered frames, larger together than what the network holds. */
async function talkative(frames: number): Promise<Loopback> {
  const filler = "x".repeat(64 * 1024);
  return await webSocketServer((socket) => {
    socket.send('{"type":"hello","id":"c"}');
    socket.on("message", () => {
      for (let n = 0; n < frames; n += 1) socket.send(JSON.stringify({ type: "part", n, filler }));
      socket.ping();
    });
  });
}

describe("a session that stops reading", () => {
  test("takes nothing in, and loses nothing of what was sent meanwhile", async () => {
    const frames = 200;
    await using server = await talkative(frames);
    await using session = await sessionTo(server);
    session.pause();
    session.pause();
    session.sendText("go");
    // A second client's round trip through the same server: by then the first one's frames are out.
    await using other = await sessionTo(server);
    await other.ping();
    expect(session.frames.map(({ type }) => type)).toEqual(["hello"]);
    session.resume();
    const last = ({ n }: { n?: number }): boolean => n === frames - 1;
    await session.next((message) => last(message as object), { what: "the last part" });
    const numbers = session.frames.slice(1).map(({ message }) => (message as { n: number }).n);
    expect(numbers).toEqual(Array.from({ length: frames }, (_, n) => n));
  });

  test("writes down that it did, and that it reads on", async () => {
    await using server = await talkative(1);
    await using session = await sessionTo(server);
    session.pause();
    session.resume();
    session.resume();
    const notes = session.transcript.entries.filter(({ kind }) => kind === "note");
    expect(notes.map(({ text }) => text)).toEqual(["stopped reading", "reads on"]);
  });

  test("closes cleanly all the same", async () => {
    await using server = await talkative(50);
    const session = await sessionTo(server);
    session.pause();
    session.sendText("go");
    expect(await session.close()).toMatchObject({ code: 1000, frame: true, by: "client" });
  });

  test("can be dropped", async () => {
    await using server = await talkative(50);
    const session = await sessionTo(server);
    session.pause();
    session.sendText("go");
    expect(await session.drop()).toMatchObject({ end: "terminated", by: "client" });
    session.pause();
    session.resume();
  });
});
