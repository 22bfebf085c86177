import { readField } from "../../src/contract/field.ts";
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
    needs: ["session"],
    establishes: "answer",
  }),
  async ({ context, expect }) => {
    const { events } = context.contract;
    const user = await context.user();
    const question = context.question();
    await using session = await context.connect({ user });
    const run = await session.ask(question);
    await session.linger();
    expect(run.deviations).toEqual([]);
    expect(session.strays).toEqual([]);
    const named = run.events.flatMap(({ userId }) => userId ?? []);
    expect(new Set(named)).toEqual(new Set([user.id]));
    if (events.succeeded.length > 0) {
      expect(events.succeeded).toContain(run.terminal?.field(events.fields.status));
    }
    expect(run.types).toEqual(expect.arrayContaining(events.required));
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
    needs: ["session"],
  }),
  async ({ context, expect }) => {
    const { pairs, fields, thinking } = context.contract.events;
    await using session = await context.connect({ user: await context.user() });
    const run = await session.ask(context.question());
    for (const { open, close } of pairs) {
      const [opened, closed] = [run.ofType(open), run.ofType(close)];
      expect(opened.length, open).toBeGreaterThan(0);
      // Tools may run beside each other: every one that opens closes, in whatever order.
      expect(opened.map(toolOf).toSorted()).toEqual(closed.map(toolOf).toSorted());
      for (const event of closed) {
        expect(Object.keys(Object(event.field(fields.toolResult))), close).not.toEqual([]);
      }
    }
    for (const event of thinking.flatMap((type) => run.ofType(type))) {
      expect(event.field(fields.thought), event.type).toMatch(/\S/);
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
    needs: ["session"],
    capabilities: ["pipeline"],
  }),
  async ({ context, expect }) => {
    const { pipeline, completed } = context.contract.events;
    await using session = await context.connect({ user: await context.user() });
    const run = await session.ask(context.question());
    expect(run.deviations).toEqual([]);
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
    needs: ["session"],
    capabilities: ["partials", "report"],
  }),
  async ({ context, expect }) => {
    await using session = await context.connect({ user: await context.user() });
    const run = await session.ask(context.question());
    const { events } = context.contract;
    expect(run.partials.length).toBeGreaterThanOrEqual(2);
    for (const partial of run.partials) expect(partial).not.toBe("");
    expect(run.partials.join("")).toBe(run.answer);
    // Streamed means: the first part is there before the last step is done.
    const firstPartial = run.events.findIndex(({ type }) => events.partial.includes(type));
    const lastStep = run.events.findLastIndex(
      (event) => event.type === events.completed && event !== run.terminal,
    );
    expect(firstPartial).toBeLessThan(lastStep);
    for (const part of events.reportParts) {
      const value = readField(run.report, [part]);
      expect(JSON.stringify(value) ?? "", part).not.toMatch(/^(|""|\[\]|\{\}|null)$/);
    }
    expect(run.report).toBeInstanceOf(Object);
  },
);

test(
  "keeps the conversation: question and answer are in the history after a reconnect",
  check({
    id: "golden-path.remembers-after-reconnect",
    rows: ["W18", "C14", "X09"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["operation.createThread", "operation.threadMessages", "history"],
  }),
  async ({ context, expect }) => {
    const { history: shape } = context.contract;
    const user = await context.user();
    const question = await context.questionInNewThread(user);
    const first = await context.connect({ user });
    const run = await first.ask(question);
    await first.close();
    await using second = await context.connect({ user });
    await second.linger();
    expect(second.isOpen).toBe(true);
    const { threadId } = question;
    const history = await context.call("threadMessages", { threadId }, { user });
    expect(history.status, history.said).toBe(200);
    const told = [history.read("messages")]
      .flat()
      .map((message) => [
        readField(message, shape?.role ?? []),
        readField(message, shape?.content ?? []),
      ]);
    expect(told.filter(([role]) => shape?.question.includes(String(role)))).toEqual([
      [expect.anything(), question.prompt],
    ]);
    expect(told.filter(([role]) => shape?.answer.includes(String(role)))).toEqual([
      [expect.anything(), run.answer],
    ]);
  },
);

function toolOf({ tool }: { readonly tool: string | undefined }): string {
  return tool ?? "a tool without a name";
}
