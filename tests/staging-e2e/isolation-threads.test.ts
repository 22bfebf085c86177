import { check, test } from "../../src/fixtures/test.ts";
import { conversationIn } from "./conversation.ts";

const phase = "staging-e2e";
const journey = "isolation";

test(
  "does not let a user read or list another user's thread",
  check({
    id: "isolation.hides-foreign-threads",
    suspects: ["data-foreign"],
    rows: ["I02", "C16"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "many-users",
      "history",
      "operation.createThread",
      "operation.listThreads",
      "operation.readThread",
      "operation.postMessage",
      "operation.threadMessages",
    ],
  }),
  async ({ context, expect }) => {
    const { foreignStatuses } = context.contract.http;
    const [ana, ben] = await context.users(2);
    const { threadId, prompt, canary } = await context.questionInNewThread(ana);
    const posted = await context.call("postMessage", { threadId, prompt }, { user: ana });
    expect(posted.ok, posted.said).toBe(true);
    for (const name of ["readThread", "threadMessages"] as const) {
      const own = await context.call(name, { threadId }, { user: ana });
      expect(own.ok, `${name}: ${own.said}`).toBe(true);
      expect(own.text, name).toContain(canary);
      const foreign = await context.call(name, { threadId }, { user: ben });
      expect(foreignStatuses, `${name}: ${foreign.said}`).toContain(foreign.status);
      expect(foreign.text, name).not.toContain(canary);
    }
    const his = await context.questionInNewThread(ben);
    const listed = await context.call("listThreads", {}, { user: ben });
    expect(listed.ok, listed.said).toBe(true);
    expect(listed.text).toContain(his.threadId);
    expect(listed.text).not.toContain(threadId);
    expect(listed.text).not.toContain(canary);
  },
);

test(
  "does not let a user write to, rename or delete another user's thread",
  check({
    id: "isolation.protects-foreign-threads",
    suspects: ["data-foreign"],
    rows: ["I02", "C16"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "many-users",
      "history",
      "operation.createThread",
      "operation.readThread.title",
      "operation.updateThread",
      "operation.deleteThread",
      "operation.postMessage",
      "operation.threadMessages",
    ],
  }),
  async ({ context, expect }) => {
    const { foreignStatuses } = context.contract.http;
    const [ana, ben] = await context.users(2);
    const { threadId, prompt, canary } = await context.questionInNewThread(ana);
    const posted = await context.call("postMessage", { threadId, prompt }, { user: ana });
    expect(posted.ok, posted.said).toBe(true);
    const intrusion = context.question();
    const values = { threadId, prompt: intrusion.prompt, title: `gapproof ${intrusion.canary}` };
    for (const name of ["postMessage", "updateThread", "deleteThread"] as const) {
      const foreign = await context.call(name, values, { user: ben });
      expect(foreignStatuses, `${name}: ${foreign.said}`).toContain(foreign.status);
      const still = await context.call("readThread", { threadId }, { user: ana });
      expect(still.ok, `after ${name}: ${still.said}`).toBe(true);
      expect(still.read("title"), `after ${name}`).toContain(canary);
      const told = await conversationIn(context, threadId, ana);
      expect(told.contents, `after ${name}: ${told.said}`).toEqual([prompt]);
    }
    // What he may not do, she may.
    const renamed = await context.call("updateThread", values, { user: ana });
    expect(renamed.ok, renamed.said).toBe(true);
    const deleted = await context.call("deleteThread", values, { user: ana });
    expect(deleted.ok, deleted.said).toBe(true);
  },
);

test(
  "does not let a user add a message to another user's thread from outside it",
  check({
    id: "isolation.refuses-foreign-messages",
    suspects: ["data-foreign", "data-lost"],
    rows: ["I02", "C16"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "many-users",
      "history",
      "operation.createThread",
      "operation.createMessage",
      "operation.threadMessages",
    ],
  }),
  async ({ context, expect }) => {
    const { foreignStatuses } = context.contract.http;
    const [ana, ben] = await context.users(2);
    const { threadId, prompt } = await context.questionInNewThread(ana);
    const own = await context.call("createMessage", { threadId, prompt }, { user: ana });
    expect(own.ok, own.said).toBe(true);
    const intrusion = { threadId, prompt: context.question().prompt };
    const foreign = await context.call("createMessage", intrusion, { user: ben });
    expect(foreignStatuses, foreign.said).toContain(foreign.status);
    const told = await conversationIn(context, threadId, ana);
    expect(told.contents, told.said).toEqual([prompt]);
  },
);

test(
  "does not answer over HTTP in another user's thread",
  check({
    id: "isolation.refuses-foreign-requests",
    suspects: ["data-foreign", "data-lost"],
    rows: ["I02", "C16"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "many-users",
      "history",
      "operation.createThread",
      "operation.execute",
      "operation.threadMessages",
    ],
  }),
  async ({ context, expect }) => {
    const { foreignStatuses } = context.contract.http;
    const [ana, ben] = await context.users(2);
    const question = await context.questionInNewThread(ana);
    const answered = await context.call("execute", { ...question }, { user: ana });
    expect(answered.ok, answered.said).toBe(true);
    const before = await conversationIn(context, question.threadId, ana);
    expect(before.questions, before.said).toEqual([question.prompt]);
    const intrusion = { ...context.question(), threadId: question.threadId };
    const foreign = await context.call("execute", intrusion, { user: ben });
    expect(foreignStatuses, foreign.said).toContain(foreign.status);
    expect(foreign.text).not.toContain(question.canary);
    const after = await conversationIn(context, question.threadId, ana);
    expect(after.contents, after.said).toEqual(before.contents);
  },
);

test(
  "does not answer on a socket in another user's thread, nor disturbs who owns it",
  check({
    id: "isolation.refuses-foreign-questions",
    suspects: ["data-foreign", "data-lost"],
    rows: ["I02", "C16", "E12"],
    phase,
    journey,
    needs: ["answer"],
    capabilities: ["many-users", "history", "operation.createThread", "operation.threadMessages"],
  }),
  async ({ context, expect }) => {
    const [ana, ben] = await context.users(2);
    const question = await context.questionInNewThread(ana);
    const { threadId } = question;
    await using anas = await context.connect({ user: ana, threadId });
    await using bens = await context.connect({ user: ben });
    const run = await anas.ask(question);
    const intrusion = { ...context.question(), threadId };
    const intruding = bens.start(intrusion);
    // Whatever the answer to the intruder is, by the time his own question is answered it is done.
    const his = context.question();
    const served = await bens.ask(his);
    expect(served.answer).toContain(his.canary);
    await Promise.all([anas.linger(), bens.linger()]);
    expect(intruding.answer).toBeUndefined();
    expect(bens.transcript.receivedText).not.toContain(question.canary);
    expect(anas.strays).toEqual([]);
    expect(anas.transcript.receivedText).not.toContain(intrusion.canary);
    const told = await conversationIn(context, threadId, ana);
    expect(told.contents, told.said).toEqual([question.prompt, run.answer]);
  },
);
