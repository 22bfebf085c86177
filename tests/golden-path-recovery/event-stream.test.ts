import { readText } from "../../src/contract/field.ts";
import { check, test } from "../../src/fixtures/test.ts";
import { fewestOwnWords, ownWords } from "./own-words.ts";
import { StreamedAnswer } from "./streamed-answer.ts";

const phase = "golden-path-recovery";
const journey = "streaming";

test(
  "streams an answer over HTTP in parts, as the promised content type, to an explicit end",
  check({
    id: "event-stream.delivers-parts",
    suspects: ["buffering"],
    rows: ["S01", "S05", "S07"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.stream", "stream-records"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const question = context.question();
    const user = await context.user();
    const stream = await context.stream("stream", { ...question }, { user });
    const answer = new StreamedAnswer(contract, stream);
    expect(stream.ok, stream.said).toBe(true);
    expect(mediaType(stream.contentType)).toBe(contract.stream?.contentType);
    await stream.finished();
    const { records } = stream;
    expect(answer.texts.length, stream.said).toBeGreaterThanOrEqual(2);
    for (const text of answer.texts) expect(text).not.toBe("");
    const text = answer.texts.join("");
    expect(text).toContain(question.canary);
    expect(ownWords(question.prompt, text), text).toBeGreaterThanOrEqual(fewestOwnWords);
    expect(answer.ends).toEqual([records.at(-1)]);
    expect(answer.failures).toEqual([]);
  },
);

test(
  "streams parts over HTTP that join to the whole answer it names at the end",
  check({
    id: "event-stream.joins-to-answer",
    suspects: ["events-missing", "contract-violation", "connection-cut"],
    rows: ["S04"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.stream", "stream-records", "stream-answer"],
  }),
  async ({ context, expect }) => {
    const question = context.question();
    const user = await context.user();
    const stream = await context.stream("stream", { ...question }, { user });
    const answer = new StreamedAnswer(context.contract, stream);
    await stream.finished();
    expect(answer.whole, stream.said).toContain(question.canary);
    expect(answer.texts.length).toBeGreaterThanOrEqual(2);
    expect(answer.texts.join("")).toBe(answer.whole);
  },
);

test(
  "numbers the parts of a stream without a gap",
  check({
    id: "event-stream.numbers-parts",
    suspects: ["contract-violation", "events-disordered"],
    rows: ["S03"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.stream", "stream-records", "stream-index"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const streams = await Promise.all([
      context.stream("stream", { ...context.question() }, { user }),
      context.stream("stream", { ...context.question() }, { user }),
    ]);
    await Promise.all(streams.map((stream) => stream.finished()));
    const counts = streams.map((stream) => new StreamedAnswer(context.contract, stream).numbers);
    const from = counts[0]?.[0] ?? Number.NaN;
    for (const [n, numbers] of counts.entries()) {
      expect(numbers.length, streams[n]?.said).toBeGreaterThanOrEqual(2);
      expect(numbers).toEqual(numbers.map((_, part) => from + part));
    }
  },
);

test(
  "refuses to stream to somebody it does not know",
  check({
    id: "event-stream.refuses-strangers",
    suspects: ["not-enforced"],
    rows: ["S08"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.stream", "stream-records", "auth-enforced"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const user = await context.user();
    const question = context.question();
    const known = await context.stream("stream", { ...question }, { user });
    await known.finished();
    expect(new StreamedAnswer(contract, known).texts.join(""), known.said).toContain(
      question.canary,
    );
    const forged = context.forge(user.token);
    for (const options of [{ user: null }, { token: forged }]) {
      const stranger = await context.stream("stream", { ...context.question() }, options);
      expect(contract.auth.refusedStatuses, stranger.said).toContain(stranger.status);
      await stranger.finished();
      expect(new StreamedAnswer(contract, stranger).parts).toEqual([]);
    }
  },
);

test(
  "says in the stream what went wrong, and ends it",
  check({
    id: "event-stream.fails-aloud",
    suspects: ["events-missing"],
    rows: ["S08", "S05"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.streamFailing", "stream-records", "stream-failure"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const user = await context.user();
    const [failing, sound] = await Promise.all([
      context.stream("streamFailing", { ...context.question() }, { user }),
      context.stream("stream", { ...context.question() }, { user }),
    ]);
    await Promise.all([failing.finished(), sound.finished()]);
    const failed = new StreamedAnswer(contract, failing);
    expect(failed.failures.length, failing.said).toBeGreaterThan(0);
    for (const words of failed.failures) expect(words).toMatch(/\S/);
    expect(failed.ends).toEqual([failing.records.at(-1)]);
    const whole = new StreamedAnswer(contract, sound);
    expect(whole.failures).toEqual([]);
    expect(whole.texts.length).toBeGreaterThan(failed.texts.length);
  },
);

test(
  "opens the stream of events it describes, with a first record at once",
  check({
    id: "event-stream.opens",
    suspects: ["events-missing"],
    rows: ["E17", "S07"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.eventInfo.contentType", "operation.eventStream", "stream-records"],
  }),
  async ({ context, expect }) => {
    const { stream: shape } = context.contract;
    const info = await context.call("eventInfo");
    expect(info.ok, info.said).toBe(true);
    expect(info.read("contentType")).toBe(shape?.contentType);
    const stream = await context.stream("eventStream", {}, { user: await context.user() });
    expect(stream.ok, stream.said).toBe(true);
    expect(mediaType(stream.contentType)).toBe(shape?.contentType);
    const first = await stream.next(() => true, "the first record of the event stream");
    expect(readText(first.json, shape?.type ?? []) ?? "", first.text).toMatch(/\S/);
    await stream.cancel();
  },
);

/** A content type without its parameters. */
function mediaType(contentType: string): string {
  return contentType.toLowerCase().split(";", 1)[0]?.trim() ?? "";
}
