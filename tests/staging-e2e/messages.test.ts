import { check, test } from "../../src/fixtures/test.ts";
import { bodyWithId } from "./chosen-id.ts";
import { contentsOf, conversationIn } from "./conversation.ts";

const phase = "staging-e2e";
const journey = "threads";

test(
  "keeps messages in the order they were sent, word for word",
  check({
    id: "threads.keep-order",
    suspects: ["events-disordered"],
    rows: ["C14", "C17"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "history",
      "operation.createThread",
      "operation.postMessage",
      "operation.threadMessages",
    ],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const { threadId } = await context.questionInNewThread(user);
    const prompts = ["", " – größer, ﬂießend 😀", "\nand a second line"].map(
      (more) => context.question().prompt + more,
    );
    for (const [n, prompt] of prompts.entries()) {
      const posted = await context.call("postMessage", { threadId, prompt }, { user });
      expect(posted.ok, posted.said).toBe(true);
      const told = await conversationIn(context, threadId, user);
      expect(told.contents, told.said).toEqual(prompts.slice(0, n + 1));
      expect(told.questions, told.said).toEqual(prompts.slice(0, n + 1));
    }
  },
);

test(
  "makes a message readable under its id, in its thread, by its author alone",
  check({
    id: "threads.keep-messages",
    suspects: ["data-foreign"],
    rows: ["C14", "C16"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "many-users",
      "history",
      "operation.createThread",
      "operation.threadMessages",
      "operation.createMessage.messageId",
      "operation.createMessage.userId",
      "operation.readMessage.content",
    ],
  }),
  async ({ context, expect }) => {
    const { foreignStatuses } = context.contract.http;
    const [ana, ben] = await context.users(2);
    const { threadId } = await context.questionInNewThread(ana);
    const prompts = [context.question().prompt, context.question().prompt];
    const ids: unknown[] = [];
    for (const prompt of prompts) {
      const created = await context.call("createMessage", { threadId, prompt }, { user: ana });
      expect(created.ok, created.said).toBe(true);
      expect(created.read("userId"), created.said).toBe(ana.id);
      ids.push(created.read("messageId"));
    }
    expect(new Set(ids.filter(Boolean)).size).toBe(prompts.length);
    for (const [n, messageId] of ids.entries()) {
      const read = await context.call("readMessage", { messageId }, { user: ana });
      expect(read.ok, read.said).toBe(true);
      expect(read.read("messageId")).toBe(messageId);
      expect(read.read("content")).toBe(prompts[n]);
      const foreign = await context.call("readMessage", { messageId }, { user: ben });
      expect(foreignStatuses, foreign.said).toContain(foreign.status);
    }
    const unknown = await context.call("readMessage", { ...context.question() }, { user: ana });
    expect(foreignStatuses, unknown.said).toContain(unknown.status);
    const told = await conversationIn(context, threadId, ana);
    expect(told.contents, told.said).toEqual(prompts);
  },
);

test(
  "tells a conversation in pages of the size asked for, which join to the whole in its order",
  check({
    id: "threads.page",
    suspects: ["manners-missing"],
    rows: ["C17"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "history",
      "operation.createThread",
      "operation.postMessage",
      "operation.threadMessages",
      "operation.threadPage.messages",
      "operation.threadPage.total",
    ],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const { threadId } = await context.questionInNewThread(user);
    const prompts = Array.from({ length: 7 }, () => context.question().prompt);
    for (const prompt of prompts) {
      const posted = await context.call("postMessage", { threadId, prompt }, { user });
      expect(posted.ok, posted.said).toBe(true);
    }
    const whole = await conversationIn(context, threadId, user);
    expect(whole.contents, whole.said).toEqual(prompts);
    const asked = [
      { limit: 3, offset: 0, expected: prompts.slice(0, 3) },
      { limit: 3, offset: 3, expected: prompts.slice(3, 6) },
      { limit: 3, offset: 6, expected: prompts.slice(6) },
      { limit: 3, offset: 7, expected: [] },
      { limit: 1, offset: 4, expected: prompts.slice(4, 5) },
      { limit: 20, offset: 0, expected: prompts },
    ];
    for (const { expected, ...page } of asked) {
      const what = JSON.stringify(page);
      const answer = await context.call("threadPage", { threadId, ...page }, { user });
      expect(answer.ok, `${what}: ${answer.said}`).toBe(true);
      expect(contentsOf(context.contract, answer.read("messages")), what).toEqual(expected);
      expect(Number(answer.read("total")), what).toBe(prompts.length);
    }
  },
);

test(
  "makes the ids of messages itself, a new one for every message, whatever id a client would like",
  check({
    id: "threads.make-message-ids",
    suspects: ["data-foreign", "claim-mismatch"],
    rows: ["C30"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "operation.createThread",
      "operation.createMessage.messageId",
      "operation.readMessage.content",
    ],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const { foreignStatuses, invalidStatuses } = contract.http;
    const user = await context.user();
    const { threadId, messageId: wished } = await context.questionInNewThread(user);
    const same = context.question().prompt;
    const created = await Promise.all(
      Array.from({ length: contract.load.requests }, () =>
        context.call("createMessage", { threadId, prompt: same }, { user }),
      ),
    );
    expect(created.filter(({ ok }) => !ok).map(({ said }) => said)).toEqual([]);
    const ids = created.map((answer) => String(answer.read("messageId")));
    expect(new Set(ids).size).toBe(contract.load.requests);
    for (const id of [wished, ids[0] ?? wished]) {
      const { prompt } = context.question();
      const wish = { operation: "createMessage", name: "messageId", id } as const;
      const body = bodyWithId(contract, wish, { threadId, prompt });
      const answer = await context.call("createMessage", { threadId, prompt }, { user, body });
      expect(answer.ok || invalidStatuses.includes(answer.status), answer.said).toBe(true);
      expect(answer.read("messageId"), answer.said).not.toBe(id);
    }
    const taken = await context.call("readMessage", { messageId: wished }, { user });
    expect(foreignStatuses, taken.said).toContain(taken.status);
    const first = await context.call("readMessage", { messageId: ids[0] }, { user });
    expect(first.read("content"), first.said).toBe(same);
  },
);
