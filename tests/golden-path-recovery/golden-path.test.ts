import { check, test } from "../../src/fixtures/test.ts";

const phase = "golden-path-recovery";
const journey = "golden-path";

test(
  "walks from login over the socket to an answer, through every required event",
  check({
    id: "golden-path.login-to-answer",
    rows: ["E01", "E02", "E03", "E04", "E05", "E06", "E14", "E19", "V01"],
    phase,
    journey,
    needs: ["handshake"],
    establishes: "answer",
  }),
  async ({ context, expect }) => {
    const question = context.question();
    await using session = await context.connect({ user: await context.user() });
    const run = await session.ask(question);
    expect(run.deviations).toEqual([]);
    expect(run.types).toEqual(expect.arrayContaining(context.contract.events.required));
    expect(run.answer).toContain(question.canary);
  },
);

test(
  "shows its tools and its thinking, not just their names",
  check({
    id: "golden-path.events-carry-content",
    rows: ["E15", "E16"],
    phase,
    journey,
    needs: ["handshake"],
  }),
  async ({ context, expect }) => {
    const { pairs, fields } = context.contract.events;
    await using session = await context.connect({ user: await context.user() });
    const run = await session.ask(context.question());
    for (const { open, close } of pairs) {
      const [opened, closed] = [run.ofType(open), run.ofType(close)];
      expect(opened.map(({ tool }) => tool)).toEqual(closed.map(({ tool }) => tool));
      for (const event of closed) expect(event.field(fields.toolResult), close).toBeDefined();
    }
  },
);

test(
  "runs the pipeline in the promised order, report last",
  check({
    id: "golden-path.keeps-pipeline-order",
    rows: ["O01", "O02"],
    phase,
    journey,
    needs: ["handshake"],
    capabilities: ["pipeline"],
  }),
  async ({ context, expect }) => {
    const { pipeline, completed } = context.contract.events;
    await using session = await context.connect({ user: await context.user() });
    const run = await session.ask(context.question());
    const finished = run.ofType(completed).map(({ agent }) => agent);
    expect(finished.filter((agent) => pipeline.includes(agent ?? ""))).toEqual(pipeline);
  },
);

test(
  "streams partial results that join to the answer, and ends with a report",
  check({
    id: "golden-path.streams-partials",
    rows: ["S01", "S04", "V03"],
    phase,
    journey,
    needs: ["handshake"],
    capabilities: ["partials", "report"],
  }),
  async ({ context, expect }) => {
    await using session = await context.connect({ user: await context.user() });
    const run = await session.ask(context.question());
    expect(run.partials.length).toBeGreaterThanOrEqual(2);
    expect(run.partials.join("")).toBe(run.answer);
    expect(run.report).toBeDefined();
  },
);

test(
  "keeps the conversation: question and answer are in the history after a reconnect",
  check({
    id: "golden-path.remembers-after-reconnect",
    rows: ["W18", "C14", "X09"],
    phase,
    journey,
    needs: ["handshake"],
    capabilities: ["operation.createThread", "operation.threadMessages"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const question = await context.questionInNewThread(user);
    const first = await context.connect({ user });
    const run = await first.ask(question);
    await first.close();
    await using second = await context.connect({ user });
    expect(second.connectionId).not.toBe(first.connectionId);
    const { threadId } = question;
    const history = await context.call("threadMessages", { threadId }, { user });
    expect(history.status, history.text).toBe(200);
    const text = JSON.stringify(history.read("messages"));
    expect(text).toContain(JSON.stringify(question.prompt));
    expect(text).toContain(JSON.stringify(run.answer));
  },
);
