import { describe, expect, test } from "vitest";
import { WaitAborted, WaitExpired } from "../../../src/harness/wire/budget.ts";
import { StreamExpired, StreamInterrupted } from "../../../src/harness/wire/http/stream-ending.ts";
import { deferred } from "./deferred.ts";
import { any, beginning, httpStage, open } from "./http-stage.ts";
import { sampleContract } from "./sample-contract.ts";

const { local: limits } = sampleContract.limits;

/** Longer than any of this takes, shorter than waiting for ever. */
const bounded = { timeout: 10_000 };

describe("the deadlines of a stream", bounded, () => {
  test("end a wait for the first record", async () => {
    await using here = await httpStage(beginning().answer);
    const stream = await open(here);
    here.clock.advance(1000);
    const outcome = expect(stream.finished()).rejects.toMatchObject({
      ...{ name: "FirstEventExpired", limitMs: limits.firstEventMs, what: "the stream's end" },
      seen: [],
    });
    here.clock.advance(limits.firstEventMs - 1000);
    await outcome;
  });

  test("end a silence between two records, and name what had come", async () => {
    const { answer, begun } = beginning();
    await using here = await httpStage(answer);
    const stream = await open(here);
    (await begun).write("event: part\ndata: 1\n\n");
    await stream.next(any, "the first");
    const second = stream.next(any, "the second");
    const outcome = expect(second).rejects.toMatchObject({
      ...{ name: "GapExpired", limitMs: limits.gapMs, what: "the second", seen: ["part at 0 ms"] },
    });
    here.clock.advance(limits.gapMs);
    await outcome;
    await expect(second).rejects.toThrow(StreamExpired);
    await expect(second).rejects.toThrow(WaitExpired);
  });

  test("end the whole", async () => {
    const { answer, begun } = beginning();
    const shorter = { ...limits, completionMs: 3000 };
    await using here = await httpStage(answer, { budgetOptions: { limits: shorter } });
    const stream = await open(here);
    (await begun).write("data: 1\n\n");
    await stream.next(any, "the first");
    const outcome = expect(stream.finished()).rejects.toMatchObject({
      ...{ name: "CompletionExpired", limitMs: 3000 },
    });
    here.clock.advance(3000);
    await outcome;
  });
});

describe("a stream that ends otherwise", bounded, () => {
  test("was cut off when the server lets go in its middle", async () => {
    const { answer, begun } = beginning();
    await using here = await httpStage(answer);
    const stream = await open(here);
    const server = await begun;
    server.write("data: 1\n\n");
    await stream.next(any, "the first");
    server.socket?.destroy();
    const finished = stream.finished();
    await expect(finished).rejects.toThrow(StreamInterrupted);
    await expect(finished).rejects.toMatchObject({
      ending: { how: "cut-off" },
      seen: ["1 at 0 ms"],
    });
    await expect(finished).rejects.toThrow(
      /was cut off after 0 ms, before the stream's end came \(.+\)/,
    );
    expect(here.api.transcript.entries.at(-1)).toMatchObject({ kind: "error" });
  });

  test("was cancelled when we hang up, which the server sees", async () => {
    const gone = deferred();
    const { answer, begun } = beginning();
    await using here = await httpStage(answer);
    const stream = await open(here);
    (await begun).on("close", gone.resolve);
    const outcome = expect(stream.next(any, "a record")).rejects.toMatchObject({
      ending: { how: "cancelled" },
    });
    await stream.cancel();
    await gone.promise;
    await outcome;
    await stream.cancel();
    expect(here.api.transcript.entries.at(-1)).toMatchObject({ text: "cancelled by us" });
  });

  test("stays as it ended when it is cancelled afterwards", async () => {
    const { answer, begun } = beginning();
    await using here = await httpStage(answer);
    const stream = await open(here);
    (await begun).end("data: 1\n\n");
    await stream.finished();
    await stream[Symbol.asyncDispose]();
    await expect(stream.finished()).resolves.toBe(stream);
  });

  test("is hung up on when its api is disposed", async () => {
    const gone = deferred();
    const { answer, begun } = beginning();
    await using here = await httpStage(answer);
    const stream = await open(here);
    (await begun).on("close", gone.resolve);
    await here.api[Symbol.asyncDispose]();
    await gone.promise;
    expect(stream.isOver).toBe(true);
  });

  test("is hung up on when the check is called off, and whoever waits is told why", async () => {
    const gone = deferred();
    const controller = new AbortController();
    const { answer, begun } = beginning();
    await using here = await httpStage(answer, { budgetOptions: { signal: controller.signal } });
    const stream = await open(here);
    (await begun).on("close", gone.resolve);
    const reason = new Error("interrupted");
    const waiting = stream.next(any, "a record");
    const outcome = expect(waiting).rejects.toMatchObject({ what: "a record", cause: reason });
    controller.abort(reason);
    await outcome;
    await expect(waiting).rejects.toThrow(WaitAborted);
    await gone.promise;
  });
});
