import { readField } from "../../../src/contract/field.ts";
import { check, test } from "../../../src/fixtures/test.ts";

const phase = "staging-e2e";
const journey = "threads";
const tags = ["p1"];

test(
  "P1-012 message persistence: a message is readable afterwards, word for word, until its thread is gone",
  check({
    id: "p1-012.message-persistence",
    suspects: ["data-lost"],
    rows: ["C14"],
    ...{ phase, journey, tags },
    capabilities: [
      "history",
      "operation.createThread",
      "operation.postMessage",
      "operation.threadMessages",
    ],
  }),
  async ({ context, expect }) => {
    const { history } = context.contract;
    const user = await context.user();
    const { threadId, prompt } = await context.questionInNewThread(user);
    const before = await context.call("threadMessages", { threadId }, { user });
    expect(before.ok, before.said).toBe(true);
    expect(before.text).not.toContain(prompt);
    const posted = await context.call("postMessage", { threadId, prompt }, { user });
    expect(posted.ok, posted.said).toBe(true);
    for (const freshConnection of [false, true]) {
      const after = await context.call("threadMessages", { threadId }, { user, freshConnection });
      const said = [after.read("messages")]
        .flat()
        .map((message) => readField(message, history?.content ?? []));
      expect(said, after.said).toEqual([prompt]);
    }
  },
);

test(
  "P1-013 thread creation: a new thread has an id of its own, is readable and listed",
  check({
    id: "p1-013.thread-creation",
    suspects: ["data-lost", "mixed-revisions", "http-error"],
    rows: ["C15"],
    ...{ phase, journey, tags },
    capabilities: ["operation.createThread", "operation.readThread", "operation.listThreads"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const ids = new Set<string>();
    for (const title of [`${context.runId} one`, `${context.runId} two`]) {
      const created = await context.call("createThread", { title }, { user });
      expect(created.ok, created.said).toBe(true);
      const threadId = String(created.read("threadId"));
      ids.add(threadId);
      const read = await context.call("readThread", { threadId }, { user });
      expect(read.read("threadId"), read.said).toBe(threadId);
      expect(read.text).toContain(title);
    }
    expect(ids.size).toBe(2);
    const listed = await context.call("listThreads", {}, { user });
    for (const id of ids) expect(listed.text).toContain(id);
  },
);

test(
  "P1-014 thread switching: two threads keep apart what is said in them, and a foreign one stays shut",
  check({
    id: "p1-014.thread-switching",
    suspects: ["data-foreign"],
    rows: ["C16", "I02"],
    ...{ phase, journey, tags },
    capabilities: ["operation.createThread", "operation.threadMessages", "many-users"],
  }),
  async ({ context, expect }) => {
    const [user, other] = await context.users(2);
    const one = await context.questionInNewThread(user);
    const two = await context.questionInNewThread(user);
    await using session = await context.connect({ user });
    const runs = [await session.ask(one), await session.ask(two)];
    await session.linger();
    expect(runs.flatMap(({ deviations }) => deviations)).toEqual([]);
    expect(session.strays).toEqual([]);
    for (const [own, foreign] of [
      [one, two],
      [two, one],
    ] as const) {
      const { threadId } = own;
      const history = await context.call("threadMessages", { threadId }, { user });
      expect(history.text, history.said).toContain(own.canary);
      expect(history.text).not.toContain(foreign.canary);
      const peek = await context.call("threadMessages", { threadId }, { user: other });
      expect(context.contract.http.foreignStatuses, peek.said).toContain(peek.status);
    }
  },
);

test(
  "P1-015 thread history: pages keep to their limit, and join to all that was said in its order",
  check({
    id: "p1-015.thread-history",
    suspects: ["manners-missing", "events-disordered"],
    rows: ["C17"],
    ...{ phase, journey, tags },
    capabilities: [
      "history",
      "operation.createThread",
      "operation.postMessage",
      "operation.threadPage",
    ],
  }),
  async ({ context, expect }) => {
    const { history } = context.contract;
    const user = await context.user();
    const { threadId } = await context.questionInNewThread(user);
    const prompts = Array.from({ length: 5 }, () => context.question().prompt);
    for (const prompt of prompts) {
      const posted = await context.call("postMessage", { threadId, prompt }, { user });
      expect(posted.ok, posted.said).toBe(true);
    }
    const pages: unknown[][] = [];
    for (const offset of [0, 2, 4]) {
      const page = await context.call("threadPage", { threadId, limit: 2, offset }, { user });
      expect(page.ok, page.said).toBe(true);
      pages.push([page.read("messages")].flat());
    }
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    const said = pages.flat().map((message) => readField(message, history?.content ?? []));
    expect(said).toEqual(prompts);
  },
);

test(
  "P1-024 message ordering: messages of a busy thread stay in the order they were sent, and so do partials",
  check({
    id: "p1-024.message-ordering",
    suspects: ["events-disordered"],
    rows: ["C17", "S03"],
    ...{ phase, journey, tags },
    capabilities: [
      "history",
      "partials",
      "partial-index",
      "operation.createThread",
      "operation.threadMessages",
    ],
  }),
  async ({ context, expect }) => {
    const { history, events } = context.contract;
    const user = await context.user();
    const { threadId } = await context.questionInNewThread(user);
    await using session = await context.connect({ user, threadId });
    const expected: (string | undefined)[] = [];
    for (let n = 0; n < 3; n += 1) {
      const question = { ...context.question(), threadId };
      const run = await session.ask(question);
      const partials = run.events.filter(({ type }) => events.partial.includes(type));
      const numbers = partials.map((event) => event.field(events.fields.partialIndex ?? []));
      expect(numbers.length).toBeGreaterThanOrEqual(2);
      expect(numbers).toEqual(numbers.map((_, index) => Number(numbers[0]) + index));
      expected.push(question.prompt, run.answer);
    }
    const messages = await context.call("threadMessages", { threadId }, { user });
    const said = [messages.read("messages")]
      .flat()
      .map((message) => readField(message, history?.content ?? []));
    expect(said, messages.said).toEqual(expected);
  },
);
