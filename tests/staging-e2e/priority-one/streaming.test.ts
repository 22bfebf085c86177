import { readField, readText } from "../../../src/contract/field.ts";
import { check, test } from "../../../src/fixtures/test.ts";

const phase = "staging-e2e";
const journey = "streaming";
const tags = ["p1"];

test(
  "P1-008 agent streaming capabilities: an answer comes as a stream of parts with the right content type",
  check({
    id: "p1-008.agent-streaming-capabilities",
    suspects: ["events-missing"],
    rows: ["S01", "S07"],
    ...{ phase, journey, tags },
    capabilities: ["stream-records", "operation.stream"],
  }),
  async ({ context, expect }) => {
    const { stream: shape } = context.contract;
    const question = context.question();
    const stream = await context.stream("stream", { ...question });
    expect(stream.ok, stream.said).toBe(true);
    expect(stream.contentType.toLowerCase()).toContain(shape?.contentType);
    await stream.finished();
    const types = stream.records.map(({ json }) => readText(json, shape?.type ?? []) ?? "");
    const parts = stream.records
      .filter((_, n) => shape?.partial.includes(types[n] ?? ""))
      .map(({ json }) => readText(json, shape?.content ?? []) ?? "");
    expect(parts.length).toBeGreaterThanOrEqual(2);
    expect(parts.join("")).toContain(question.canary);
    expect(shape?.end).toContain(types.at(-1));
  },
);

test(
  "P1-023 streaming partial results: parts come early, in order, join to the answer, the last one marked, and none for strangers",
  check({
    id: "p1-023.streaming-partial-results",
    suspects: ["contract-violation", "not-enforced"],
    rows: ["S01", "S02", "S03", "S04", "S05", "S07", "S08"],
    ...{ phase, journey, tags },
    capabilities: [
      "partials",
      "partial-index",
      "partial-last",
      "variant.slow",
      "stream-records",
      "operation.stream",
    ],
  }),
  async ({ context, expect }) => {
    const { events, auth, stream: shape } = context.contract;
    const { partialIndex = [], partialLast = [] } = events.fields;
    const question = context.variant("slow");
    await using session = await context.connect({ user: await context.user() });
    const run = await session.ask(question);
    expect(run.deviations).toEqual([]);
    const parts = run.events.filter(({ type }) => events.partial.includes(type));
    expect(parts.length).toBeGreaterThanOrEqual(2);
    const firstMs = (parts[0]?.arrivedMs ?? Number.NaN) - run.askedMs;
    context.figure("first part of a slow answer", firstMs, "ms");
    expect(firstMs).toBeLessThanOrEqual(context.limits.firstEventMs);
    expect(firstMs, "the first part comes well before the end").toBeLessThan(
      (run.completionMs ?? 0) / 2,
    );
    const next = await session.ask(context.question());
    const counts = [parts, next.events.filter(({ type }) => events.partial.includes(type))].map(
      (told) => told.map((event) => event.field(partialIndex)),
    );
    // Each answer is counted by itself, not from where the one before it stopped.
    const from = Number(counts[0]?.[0]);
    for (const numbers of counts) {
      expect(numbers.length).toBeGreaterThanOrEqual(2);
      expect(numbers).toEqual(numbers.map((_, n) => from + n));
    }
    // What is not marked is not the last one.
    expect(parts.map((event) => event.field(partialLast) === true)).toEqual(
      parts.map((_, n) => n === parts.length - 1),
    );
    expect(run.partials.join("")).toBe(run.answer);
    expect(run.answer).toContain(question.canary);
    const stranger = await context.stream("stream", { ...context.question() }, { user: null });
    expect(auth.refusedStatuses, stranger.said).toContain(stranger.status);
    const stream = await context.stream("stream", { ...context.question() });
    await stream.finished();
    expect(stream.contentType.toLowerCase()).toContain(shape?.contentType);
    expect(shape?.end).toContain(readField(stream.records.at(-1)?.json, shape?.type ?? []));
  },
);

test(
  "P1-025 critical event delivery: every required event, once, in order, in time, to its user",
  check({
    id: "p1-025.critical-event-delivery",
    suspects: ["events-misaddressed", "events-missing", "events-disordered"],
    rows: ["E01", "E02", "E03", "E04", "E05", "E06", "E08", "E09", "E12", "E16", "E17"],
    ...{ phase, tags, journey: "golden-path" },
    capabilities: ["thinking", "many-users", "operation.eventStream", "stream-records"],
  }),
  async ({ context, expect }) => {
    const { events, stream: shape } = context.contract;
    const [user, other] = await context.users(2);
    await using bystander = await context.connect({ user: other });
    await using session = await context.connect({ user });
    const question = context.question();
    const run = await session.ask(question);
    await Promise.all([session.linger(), bystander.linger()]);
    expect(run.deviations).toEqual([]);
    expect(run.types).toEqual(expect.arrayContaining(events.required));
    const ids = run.events.flatMap((event) => event.field(events.fields.eventId ?? []) ?? []);
    expect(new Set(ids).size, `an event came twice: ${run.types.join()}`).toBe(ids.length);
    expect(run.firstEventMs).toBeLessThanOrEqual(context.limits.firstEventMs);
    expect(run.completionMs).toBeLessThanOrEqual(context.limits.completionMs);
    expect(run.longestGapMs).toBeLessThanOrEqual(context.limits.gapMs);
    for (const event of events.thinking.flatMap((type) => run.ofType(type))) {
      expect(readText(event.field(events.fields.thought), ["$"]) ?? "").toMatch(/\S/);
    }
    expect(run.answer).toContain(question.canary);
    expect([...session.strays, ...bystander.strays]).toEqual([]);
    expect(bystander.transcript.receivedText).not.toContain(question.canary);
    const stream = await context.stream("eventStream", {}, { user });
    expect(stream.ok, stream.said).toBe(true);
    expect(stream.contentType.toLowerCase()).toContain(shape?.contentType);
    const first = await stream.next(() => true, "the first record of the event stream");
    expect(readText(first.json, shape?.type ?? []) ?? "", first.text).toMatch(/\S/);
  },
);
