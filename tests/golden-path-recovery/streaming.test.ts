import { check, test } from "../../src/fixtures/test.ts";

const phase = "golden-path-recovery";
const journey = "streaming";

test(
  "streams partial results that join to the answer",
  check({
    id: "streaming.joins-to-answer",
    suspects: ["contract-violation", "events-missing"],
    rows: ["S01", "S04"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["partials"],
  }),
  async ({ context, expect }) => {
    const question = context.question();
    await using session = await context.connect({ user: await context.user() });
    const run = await session.ask(question);
    await session.linger();
    expect(run.deviations).toEqual([]);
    expect(run.partials.length).toBeGreaterThanOrEqual(2);
    for (const partial of run.partials) expect(partial).not.toBe("");
    expect(run.partials.join("")).toBe(run.answer);
    expect(run.answer).toContain(question.canary);
  },
);

test(
  "numbers the parts of an answer without a gap",
  check({
    id: "streaming.numbers-parts",
    suspects: ["contract-violation", "events-disordered"],
    rows: ["S03"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["partials", "partial-index"],
  }),
  async ({ context, expect }) => {
    const { partial, fields } = context.contract.events;
    await using session = await context.connect({ user: await context.user() });
    const runs = [await session.ask(context.question()), await session.ask(context.question())];
    const counts = runs.map(({ events }) =>
      events
        .filter(({ type }) => partial.includes(type))
        .map((event) => event.field(fields.partialIndex ?? [])),
    );
    // Each answer is counted by itself, not from where the one before it stopped.
    const from = Number(counts[0]?.[0]);
    for (const numbers of counts) {
      expect(numbers.length).toBeGreaterThanOrEqual(2);
      expect(numbers).toEqual(numbers.map((_, n) => from + n));
    }
  },
);

test(
  "marks the last part of an answer, and no other",
  check({
    id: "streaming.marks-last-part",
    suspects: ["contract-violation"],
    rows: ["S05"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["partials", "partial-last"],
  }),
  async ({ context, expect }) => {
    const { partial, fields } = context.contract.events;
    await using session = await context.connect({ user: await context.user() });
    const run = await session.ask(context.question());
    const marks = run.events
      .filter(({ type }) => partial.includes(type))
      .map((event) => event.field(fields.partialLast ?? []) === true);
    expect(marks.length).toBeGreaterThanOrEqual(2);
    expect(marks).toEqual(marks.map((_, n) => n === marks.length - 1));
  },
);

test(
  "keeps everything for a reader that stops reading for a while",
  check({
    id: "streaming.waits-for-slow-reader",
    suspects: ["saturation", "slow-network", "connection-cut", "half-open"],
    rows: ["S09"],
    phase,
    journey,
    needs: ["session"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    await using session = await context.connect({ user });
    await using control = await context.connect({ user });
    const questions = Array.from({ length: context.contract.load.runs }, () => context.question());
    session.pause();
    const runs = questions.map((question) => session.start(question));
    // Asked later by somebody who reads: when it is answered, the others have been for long.
    await control.ask(context.question());
    await control.linger();
    expect(runs.map(({ events }) => events.length)).toEqual(runs.map(() => 0));
    session.resume();
    await Promise.all(runs.map((run) => run.finished()));
    await session.linger();
    expect(session.strays).toEqual([]);
    for (const [n, run] of runs.entries()) {
      expect(run.deviations).toEqual([]);
      expect(run.answer).toContain(questions[n]?.canary);
      if (run.partials.length > 0) expect(run.partials.join("")).toBe(run.answer);
    }
  },
);
