import { check, test } from "../../src/fixtures/test.ts";
import { noMoment, notYetTheEnd } from "./shares-of-a-run.ts";
import { StreamedAnswer } from "./streamed-answer.ts";

// Streams that take about a second, all in one file: side by side they take one second together.
const phase = "golden-path-recovery";
const journey = "streaming";

test(
  "sends the first part of a slow stream well before its end",
  check({
    id: "event-stream.starts-early",
    rows: ["S02"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.streamSlow", "stream-records"],
  }),
  async ({ context, expect }) => {
    const question = context.question();
    const user = await context.user();
    const stream = await context.stream("streamSlow", { ...question }, { user });
    const answer = new StreamedAnswer(context.contract, stream);
    await stream.finished();
    expect(answer.texts.join(""), stream.said).toContain(question.canary);
    const endMs = stream.records.at(-1)?.arrivedMs ?? Number.NaN;
    const [first = Number.NaN, ...others] = answer.parts.map(({ arrivedMs }) => arrivedMs);
    context.figure("first part of a slow stream", first, "ms");
    expect(first).toBeLessThanOrEqual(context.limits.firstEventMs);
    expect(first, `of ${endMs} ms`).toBeLessThan(endMs * notYetTheEnd);
    const restMs = (others.at(-1) ?? first) - first;
    expect(restMs, `of ${endMs} ms`).toBeGreaterThan(endMs * noMoment);
  },
);

test(
  "stops a stream in its middle when its run is told to stop",
  check({
    id: "event-stream.stops-on-request",
    rows: ["S06", "S05"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.streamSlow", "operation.stopRun", "stream-records", "stream-run-id"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const user = await context.user();
    const slow = async (): Promise<StreamedAnswer> =>
      new StreamedAnswer(
        contract,
        await context.stream("streamSlow", { ...context.question() }, { user }),
      );
    const [whole, stopped] = await Promise.all([slow(), slow()]);
    await stopped.firstPart();
    const { runId } = stopped;
    const stop = await context.call("stopRun", { runId }, { user });
    expect(stop.ok, stop.said).toBe(true);
    await stopped.stream.finished();
    expect(whole.stream.isOver, "it stopped no sooner than it would have ended").toBe(false);
    expect(stopped.ends).toEqual([stopped.stream.records.at(-1)]);
    await whole.stream.finished();
    expect(whole.texts.length).toBeGreaterThan(stopped.texts.length);
    expect(whole.ends).toEqual([whole.stream.records.at(-1)]);
  },
);

test(
  "stops a run that was set going over HTTP, so that it never counts as answered",
  check({
    id: "event-stream.stops-started-run",
    rows: ["S06"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.startSlowRun", "operation.stopRun", "operation.runStatus"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const runs = await Promise.all(
      [context.question(), context.question()].map(async (question) => {
        const values = { ...question, userId: user.id };
        const started = await context.call("startSlowRun", values, { user });
        expect(started.ok, started.said).toBe(true);
        return { ...values, runId: started.read("runId") };
      }),
    );
    const [whole, stopped] = runs;
    const during = await context.call("runStatus", { ...stopped }, { user });
    expect(during.ok, during.said).toBe(false);
    const stop = await context.call("stopRun", { runId: stopped?.runId }, { user });
    expect(stop.ok, stop.said).toBe(true);
    // By the time the other one is answered, this one would have been.
    const answered = await context.poll(() => context.call("runStatus", { ...whole }, { user }), {
      until: ({ ok }) => ok,
      what: `run ${whole?.runId} to finish`,
      everyMs: 150,
    });
    expect(answered.read("answer")).toContain(whole?.canary);
    const end = await context.call("runStatus", { ...stopped }, { user });
    expect(end.status, end.said).toBe(answered.status);
    expect(end.ok, end.said).toBe(false);
    expect(end.read("status"), "a stopped run does not go on").not.toBe(during.read("status"));
  },
);

test(
  "answers in full, over either path, whoever hung up on a stream and asks again",
  check({
    id: "event-stream.repeats-after-interruption",
    rows: ["S10"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "operation.streamSlow",
      "operation.stream",
      "operation.execute",
      "stream-records",
    ],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const user = await context.user();
    const question = context.question();
    const slow = await context.stream("streamSlow", { ...question }, { user });
    const interrupted = new StreamedAnswer(contract, slow);
    await interrupted.firstPart();
    expect(slow.isOver).toBe(false);
    await slow.cancel();
    const stream = await context.stream("stream", { ...question }, { user });
    const again = new StreamedAnswer(contract, stream);
    await stream.finished();
    expect(again.texts.join(""), stream.said).toContain(question.canary);
    expect(again.texts.length).toBeGreaterThan(interrupted.texts.length);
    expect(again.ends).toEqual([stream.records.at(-1)]);
    const executed = await context.call("execute", { ...question }, { user });
    expect(executed.ok, executed.said).toBe(true);
    expect(executed.read("answer")).toContain(question.canary);
  },
);
