import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/ground/secret.ts";
import { HttpFailure } from "../../../src/harness/wire/http/http-client.ts";
import { deferred } from "./deferred.ts";
import { any, beginning, httpStage, open } from "./http-stage.ts";
import { sampleContract } from "./sample-contract.ts";

const { local: limits } = sampleContract.limits;

/** Longer than any of this takes, shorter than waiting for ever. */
const bounded = { timeout: 10_000 };

describe("an event stream", bounded, () => {
  test("is there with its headers, before anything has come", async () => {
    const { answer } = beginning("text/event-stream; charset=utf-8");
    await using here = await httpStage(answer);
    const stream = await open(here);
    expect(stream).toMatchObject({
      ...{ status: 200, ok: true, records: [], isOver: false },
      contentType: "text/event-stream; charset=utf-8",
    });
    expect(here.seen).toMatchObject([
      { method: "POST", url: "/stream?from=start", body: '{"ask":"why?"}' },
    ]);
  });

  test("fills with records, however they were cut on the way", async () => {
    const { answer, begun } = beginning();
    await using here = await httpStage(answer);
    const stream = await open(here);
    const server = await begun;
    const bytes = Buffer.from(
      'event: part\nid: 7\ndata: {"n":1,"text":"süß"}\n\n: a comment\n\ndata: not',
    );
    server.write(bytes.subarray(0, 40));
    server.write(bytes.subarray(40, 41));
    server.write(bytes.subarray(41));
    server.end(" json\ndata: two lines\n\ndata: unfinished");
    await stream.finished();
    expect(stream.records).toEqual([
      {
        json: { n: 1, text: "süß" },
        text: '{"n":1,"text":"süß"}',
        event: "part",
        id: "7",
        arrivedMs: 0,
      },
      {
        json: undefined,
        text: "not json\ntwo lines",
        event: undefined,
        id: undefined,
        arrivedMs: 0,
      },
    ]);
  });

  test("says when each record came, from the request on", async () => {
    const { answer, begun } = beginning();
    await using here = await httpStage(answer);
    const stream = await open(here);
    const server = await begun;
    for (const arrivedMs of [0, 30, 75]) {
      here.clock.advance(arrivedMs - here.clock.now());
      server.write("data: x\n\n");
      expect(await stream.next(any, "the next record")).toMatchObject({ arrivedMs });
    }
  });

  test("takes lines of JSON for records too", async () => {
    const { answer, begun } = beginning("application/x-ndjson");
    await using here = await httpStage(answer);
    const stream = await open(here);
    (await begun).end('{"n":1}\r\n\n{"n":2}');
    await stream.finished();
    expect(stream.records.map(({ json }) => json)).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test("hands out each record once, and leaves the ones in between", async () => {
    const { answer, begun } = beginning();
    await using here = await httpStage(answer);
    const stream = await open(here);
    const wanting = [stream.next(({ text }) => text === "b", "b"), stream.next(any, "any")];
    const server = await begun;
    server.write("data: a\n\ndata: b\n\ndata: c\n\n");
    expect((await Promise.all(wanting)).map(({ text }) => text)).toEqual(["b", "a"]);
    expect((await stream.next(any, "the rest")).text).toBe("c");
  });

  test("counts as an answer with its bytes, and keeps no secret in what it wrote down", async () => {
    const secret = new Secret("stream-canary-81f0");
    const { answer, begun } = beginning();
    await using here = await httpStage(answer);
    const stream = await open(here);
    (await begun).end(
      `event: part\ndata: ${secret.reveal()}\n\n: ${secret.reveal()}\n\nodd line\n\n`,
    );
    await stream.finished();
    expect(here.api.answers).toBe(1);
    expect(here.api.bytesReceived).toBe(70);
    expect(
      here.api.transcript.entries.map(({ kind, direction, text }) => [kind, direction, text]),
    ).toEqual([
      ["request", "out", `POST ${here.url}/stream?from=start`],
      ["response", "in", "content-type: text/event-stream"],
      ["text", "in", "event: part\n[redacted]"],
      ["note", "in", ": [redacted]"],
      ["note", "in", "odd line"],
      ["fin", "in", ""],
    ]);
    expect(stream.said).toBe("HTTP 200 event: part\ndata: [redacted]\n\n: [redacted]\n\nodd line");
  });
});

describe("an answer that is no stream", bounded, () => {
  test("is one that is not well, and says what it holds", async () => {
    await using here = await httpStage((_, response) => {
      response.writeHead(401, { "content-type": "application/json" });
      response.end('{"error":"who are you?"}');
    });
    const stream = await open(here);
    expect(stream).toMatchObject({ status: 401, ok: false, records: [], isOver: true });
    expect(stream.said).toBe('HTTP 401 {"error":"who are you?"}');
    await expect(stream.next(any, "a record")).rejects.toThrow(
      "ended after 0 ms, before a record came",
    );
  });

  test("is not waited for any longer than one HTTP call may take", async () => {
    const { answer, begun } = beginning("application/json");
    await using here = await httpStage(answer);
    const opening = open(here);
    (await begun).write('{"error":');
    await here.clock.armed(limits.httpMs);
    here.clock.advance(limits.httpMs);
    expect(await opening).toMatchObject({ status: 200, isOver: false });
  });

  test("fails where nothing answers, on the record", async () => {
    await using here = await httpStage((request) => request.socket.destroy());
    await expect(open(here)).rejects.toThrow(HttpFailure);
    expect(here.api.transcript.entries.map(({ kind }) => kind)).toEqual(["request", "error"]);
    expect(here.api.answers).toBe(0);
  });

  test("expires where nothing begins, and hangs up", async () => {
    const [asked, gone] = [deferred(), deferred()];
    await using here = await httpStage((request) => {
      request.socket.on("close", gone.resolve);
      asked.resolve();
    });
    const outcome = expect(open(here)).rejects.toMatchObject({
      ...{ name: "WaitExpired", phase: "firstEvent", limitMs: limits.firstEventMs },
      what: "the answer to POST /stream",
    });
    await asked.promise;
    here.clock.advance(limits.firstEventMs);
    await outcome;
    await gone.promise;
  });
});
