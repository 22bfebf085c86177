import { readField } from "../../src/contract/field.ts";
import { check, test } from "../../src/fixtures/test.ts";
import { holdsSecret } from "../../src/ground/redact.ts";
import { fewestOwnWords, ownWords } from "./own-words.ts";
import { holdsSomething } from "./report-tier.ts";

const phase = "golden-path-recovery";
const journey = "golden-path";

test(
  "walks from login over the socket to an answer, through every required event",
  check({
    id: "golden-path.login-to-answer",
    suspects: ["events-missing", "app-stall"],
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
    expect(ownWords(question.prompt, run.answer), run.answer).toBeGreaterThanOrEqual(
      fewestOwnWords,
    );
  },
);

test(
  "shows its tools and its thinking, not just their names",
  check({
    id: "golden-path.events-carry-content",
    suspects: ["events-missing", "credentials-leaked"],
    rows: ["E06", "E15", "E16"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["event-pairs", "thinking"],
  }),
  async ({ context, expect }) => {
    const { pairs, fields, thinking } = context.contract.events;
    await using session = await context.connect({ user: await context.user() });
    const run = await session.ask(context.question());
    for (const { open, close } of pairs) {
      const [opened, closed] = [run.ofType(open), run.ofType(close)];
      expect(opened.length, open).toBeGreaterThan(0);
      for (const { tool } of opened) expect(tool ?? "", open).toMatch(/\S/);
      // Tools may run beside each other: every one that opens closes, in whatever order.
      expect(opened.map(toolOf).toSorted()).toEqual(closed.map(toolOf).toSorted());
      for (const event of closed) {
        expect(holdsSomething(event.field(fields.toolResult)), `result of ${close}`).toBe(true);
      }
    }
    const thoughts = thinking.flatMap((type) => run.ofType(type));
    expect(thoughts.length, thinking.join()).toBeGreaterThan(0);
    const told = JSON.stringify(run.events.map(({ raw }) => raw));
    expect(holdsSecret(told), "an event shows a token").toBe(false);
    for (const event of thoughts)
      expect(holdsSomething(event.field(fields.thought)), `thought of ${event.type}`).toBe(true);
  },
);

test(
  "keeps the conversation: question and answer are in the history after a reconnect",
  check({
    id: "golden-path.remembers-after-reconnect",
    suspects: ["data-lost"],
    rows: ["W18", "C14"],
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
