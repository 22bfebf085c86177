import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import type { Backend } from "../../../src/fixtures/backend/index.ts";
import { startFaulty } from "../../../src/fixtures/faults/index.ts";
import { unusual } from "../../../src/fixtures/faults/unusual.ts";
import { asking, say } from "./edge-stage.ts";

const health = "GET /health HTTP/1.1\r\nHost: backend\r\nConnection: close\r\n\r\n";

/** A backend that is unusual in that way, and takes strangers in; gone when the test is over. */
async function being(id: string): Promise<Backend> {
  const quirks = unusual.filter((quirk) => quirk.id === `unusual.${id}`);
  expect(quirks).toHaveLength(1);
  const backend = await startFaulty(quirks, { enforceAuth: false });
  onTestFinished(() => backend.stop());
  return backend;
}

/** Everything an accepted upgrade brings until its greeting has come, byte by byte. */
async function greeting({ port }: Backend): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.write(asking());
  let heard = "";
  for await (const bytes of socket) {
    heard += (bytes as Buffer).toString("latin1");
    if (heard.endsWith("}")) return heard;
  }
  throw new Error(`no greeting in ${heard}`);
}

/** The first messages of a session in which a ping is sent for each of them, as text. */
async function answers({ wsUrl }: Backend, count: number): Promise<Conversation> {
  const socket = new WebSocket(wsUrl);
  onTestFinished(() => socket.terminate());
  const messages: string[] = [];
  const pings: string[] = [];
  socket.on("ping", (payload) => pings.push(payload.toString()));
  await new Promise<void>((resolve, reject) => {
    socket.on("error", reject);
    socket.on("message", (message) => {
      messages.push(message.toString());
      if (messages.length === count) resolve();
      else socket.send('{"type":"ping"}');
    });
  });
  return { messages, pings, extensions: socket.extensions };
}

interface Conversation {
  readonly messages: readonly string[];
  readonly pings: readonly string[];
  readonly extensions: string;
}

test("messages are compressed for clients that offer it, and for no other", async () => {
  const backend = await being("compressed-messages");
  expect(await answers(backend, 3)).toMatchObject({ extensions: "permessage-deflate" });
  const plain = await greeting(backend);
  expect(plain).not.toMatch(/sec-websocket-extensions/i);
  expect(plain).toContain('"type":"connection_established"');
});

test("fragments end inside a letter, pings come between them, and the whole message is text", async () => {
  const backend = await being("fragmented-messages");
  const wire = Buffer.from(await greeting(backend), "latin1");
  const [first = 0] = wire.subarray(wire.indexOf("\r\n\r\n") + 4);
  // No final fragment, and its text ends with the first half of a letter (RFC 6455 section 5.2).
  expect(first).toBe(0x01);
  const end = wire.indexOf(Buffer.from([0x89]), wire.indexOf("\r\n\r\n") + 4);
  expect(wire[end - 1]).toBe(0xc3);
  const { messages, pings } = await answers(backend, 2);
  expect(messages.map((message) => JSON.parse(message))).toMatchObject([
    { note: "Grüße", type: "connection_established" },
    { note: "Grüße", type: "pong" },
  ]);
  expect(pings).toEqual(["in the middle", "in the middle"]);
});

test("pings with a payload come before every message", async () => {
  const { messages, pings } = await answers(await being("pings-between"), 3);
  expect(messages).toHaveLength(3);
  expect(pings).toEqual(["still there?", "still there?", "still there?"]);
});

test("times are spelt in four ways in turns, the greeting's and every answer's", async () => {
  const { messages } = await answers(await being("numeric-times"), 9);
  const spelt = messages.map((message) => {
    const { timestamp } = JSON.parse(message) as { timestamp: string | number };
    if (typeof timestamp === "number") return timestamp < 1e11 ? "seconds" : "milliseconds";
    return timestamp.endsWith("Z") ? "text" : "text with an offset";
  });
  expect(new Set(spelt)).toEqual(
    new Set(["text", "text with an offset", "seconds", "milliseconds"]),
  );
  const [welcome = ""] = messages;
  const { timestamp, data } = JSON.parse(welcome);
  expect(data.timestamp, "one message, one spelling").toBeTypeOf(typeof timestamp);
});

test("headers are spelt in small letters and in capitals in turns, of upgrades and of answers", async () => {
  const backend = await being("header-case");
  const upgrades = [await greeting(backend), await greeting(backend)];
  expect(upgrades[0]).toContain("\r\nconnection: upgrade\r\n");
  expect(upgrades[1]).toContain("\r\nCONNECTION: UPGRADE\r\n");
  const said = [await say(backend.port, health), await say(backend.port, health)];
  expect(said[0]?.text).toContain("\r\ncontent-type: application/json\r\n");
  expect(said[1]?.text).toContain("\r\nCONTENT-TYPE: APPLICATION/JSON\r\n");
});

test("headers stand in reverse, with blanks around their values", async () => {
  const backend = await being("header-layout");
  expect(await greeting(backend)).toMatch(
    /101 Switching Protocols\r\nSec-WebSocket-Accept: {2}\S+ \r\nConnection: {2}Upgrade \r\nUpgrade: {2}websocket \r\n/,
  );
  expect((await say(backend.port, health)).text).toMatch(
    /\r\ncontent-type: {2}application\/json \r\n/,
  );
});

test("the upgrade is one of several options of the connection", async () => {
  expect(await greeting(await being("connection-list"))).toContain(
    "\r\nConnection: keep-alive, Upgrade\r\n",
  );
});

test("whatever needs nothing in front can be unusual at once", async () => {
  const quirks = unusual.filter(({ link, dress }) => link === undefined && dress === undefined);
  await using backend = await startFaulty(quirks, { enforceAuth: false });
  const { messages, pings, extensions } = await answers(backend, 3);
  expect(extensions).toBe("permessage-deflate");
  expect(pings).toEqual(expect.arrayContaining(["in the middle", "still there?"]));
  for (const message of messages) expect(JSON.parse(message)).toMatchObject({ note: "Grüße" });
  const { status, headers } = await fetch(`${backend.url}/health`);
  expect(status).toBe(200);
  expect(headers.get("content-type")).toMatch(/^application\/json$/i);
});
