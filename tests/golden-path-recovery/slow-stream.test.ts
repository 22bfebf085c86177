import { check, test } from "../../src/fixtures/test.ts";
import type { Answer } from "../../src/harness/wire/http/operation.ts";
import { noMoment, notYetTheEnd, undisturbed } from "./stalls.ts";
import { StreamedAnswer } from "./streamed-answer.ts";

// Streams that take about a second, all in one file: side by side they take one second together.
const phase = "golden-path-recovery";
const journey = "streaming";

test(
  "sends the first part of a slow stream well before its end",
  check({
    id: "event-stream.starts-early",
    suspects: ["buffering"],
    rows: ["S02"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.streamSlow", "stream-records"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const { question, answer } = await undisturbed(async () => {
      const asked = context.question();
      const stream = await context.stream("streamSlow", { ...asked }, { user });
      await stream.finished();
      return { question: asked, answer: new StreamedAnswer(context.contract, stream) };
    });
    expect(answer.texts.join(""), answer.stream.said).toContain(question.canary);
    const endMs = answer.moments.at(-1) ?? Number.NaN;
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
    suspects: ["contract-violation"],
    rows: ["S06", "S05"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.streamSlow", "operation.stopRun", "stream-records", "stream-run-id"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const user = await context.user();
    const slow = async (): Promise<StreamedAnswer> => {
      const stream = await context.stream("streamSlow", { ...context.question() }, { user });
      return new StreamedAnswer(contract, stream);
    };
    const { whole, stopped, stop, inTime } = await undisturbed(async () => {
      // Begun first, the one that nobody stops is over first, unless the other one really is stopped.
      const control = await slow();
      const target = await slow();
      await target.firstPart();
      const answer = await context.call("stopRun", { runId: target.runId }, { user });
      await target.stream.finished();
      const isBefore = !control.stream.isOver;
      await control.stream.finished();
      return { whole: control, stopped: target, stop: answer, inTime: isBefore };
    });
    expect(stop.ok, stop.said).toBe(true);
    expect(inTime, "it stopped sooner than it would have ended").toBe(true);
    expect(stopped.ends).toEqual([stopped.stream.records.at(-1)]);
    expect(whole.texts.length).toBeGreaterThan(stopped.texts.length);
    expect(whole.ends).toEqual([whole.stream.records.at(-1)]);
  },
);

test(
  "stops a run that was set going over HTTP, so that it never counts as answered",
  check({
    id: "event-stream.stops-started-run",
    suspects: ["contract-violation"],
    rows: ["S06"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "operation.startSlowRun.runId",
      "operation.stopRun",
      "operation.runStatus.status",
      "operation.runStatus.answer",
    ],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const start = async (): Promise<Readonly<Record<string, unknown>>> => {
      const values = { ...context.question(), userId: user.id };
      const started = await context.call("startSlowRun", values, { user });
      expect(started.ok, started.said).toBe(true);
      return { ...values, runId: started.read("runId") };
    };
    const statusOf = (run: Readonly<Record<string, unknown>>): Promise<Answer> =>
      context.call("runStatus", run, { user });
    // As few round trips as can be: over a slow network the runs would be over before the last one.
    const { whole, stopped, stop, during } = await undisturbed(async () => {
      const [first, second] = await Promise.all([start(), start()]);
      const answer = await context.call("stopRun", { runId: second.runId }, { user });
      const other = await statusOf(first);
      return { whole: first, stopped: second, stop: answer, during: other };
    });
    expect(stop.ok, stop.said).toBe(true);
    expect(during.ok, "the run that nobody stops is over as soon").toBe(false);
    // By the time the other one is answered, this one would have been.
    const answered = await context.poll(() => statusOf(whole), {
      until: ({ ok }) => ok,
      what: `run ${whole.runId} to finish`,
      everyMs: 150,
    });
    expect(answered.read("answer")).toContain(whole.canary);
    const end = await statusOf(stopped);
    expect(end.status, end.said).toBe(answered.status);
    expect(end.ok, end.said).toBe(false);
    expect(end.read("status"), "a stopped run does not go on").not.toBe(during.read("status"));
  },
);

test(
  "answers in full, over either path, whoever hung up on a stream and asks again",
  check({
    id: "event-stream.repeats-after-interruption",
    suspects: ["data-lost"],
    rows: ["S10"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "operation.streamSlow",
      "operation.stream",
      "operation.execute.answer",
      "stream-records",
    ],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const user = await context.user();
    const question = context.question();
    const slow = await undisturbed(async () => {
      const interrupted = await context.stream("streamSlow", { ...question }, { user });
      await new StreamedAnswer(contract, interrupted).firstPart();
      return interrupted;
    });
    expect(slow.isOver, "it was over before it was interrupted").toBe(false);
    await slow.cancel();
    const stream = await context.stream("stream", { ...question }, { user });
    const again = new StreamedAnswer(contract, stream);
    await stream.finished();
    expect(again.texts.join(""), stream.said).toContain(question.canary);
    expect(again.texts.length).toBeGreaterThanOrEqual(2);
    expect(again.ends).toEqual([stream.records.at(-1)]);
    const executed = await context.call("execute", { ...question }, { user });
    expect(executed.ok, executed.said).toBe(true);
    expect(executed.read("answer")).toContain(question.canary);
  },
);
