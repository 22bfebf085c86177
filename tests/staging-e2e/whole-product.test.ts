import { check, test } from "../../src/fixtures/test.ts";

const phase = "staging-e2e";

test(
  "carries a new user from registration to a remembered answer",
  check({
    id: "golden-path.complete",
    rows: ["E01", "E14", "V01", "W19", "A08"],
    phase,
    journey: "golden-path",
    needs: ["answer"],
    capabilities: ["operation.login", "operation.createThread", "operation.threadMessages"],
  }),
  async ({ context, expect }) => {
    const user = await context.registered();
    const question = await context.questionInNewThread(user);
    await using session = await context.connect({ user });
    const run = await session.ask(question);
    await session.linger();
    expect(run.deviations).toEqual([]);
    expect(run.answer).toContain(question.canary);
    expect(run.firstEventMs).toBeLessThanOrEqual(context.limits.firstEventMs);
    expect(run.completionMs).toBeLessThanOrEqual(context.limits.completionMs);
    expect(run.longestGapMs).toBeLessThanOrEqual(context.limits.gapMs);
    const { threadId } = question;
    const history = await context.call("threadMessages", { threadId }, { user });
    expect(JSON.stringify(history.read("messages"))).toContain(question.canary);
  },
);

test(
  "opens seven sockets at once, all welcomed",
  check({
    id: "websocket.opens-in-parallel",
    rows: ["L13", "W19"],
    phase,
    journey: "websocket",
    needs: ["session"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const sessions = await Promise.all(Array.from({ length: 7 }, () => context.connect({ user })));
    const ids = sessions.flatMap(({ connectionId }) => connectionId ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    await Promise.all(sessions.map((session) => session.linger()));
    expect(sessions.every(({ isOpen }) => isOpen)).toBe(true);
  },
);

test(
  "creates, reads, lists and deletes a thread",
  check({
    id: "threads.live-and-die",
    rows: ["C15", "C30"],
    phase,
    journey: "threads",
    needs: ["backend"],
    capabilities: [
      "operation.createThread",
      "operation.readThread",
      "operation.listThreads",
      "operation.deleteThread",
    ],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const created = await context.call("createThread", { title: context.runId }, { user });
    expect(created.ok, created.said).toBe(true);
    const threadId = String(created.read("threadId"));
    const read = await context.call("readThread", { threadId }, { user });
    expect(read.read("threadId")).toBe(threadId);
    const listed = await context.call("listThreads", {}, { user });
    expect(listed.text).toContain(threadId);
    const deleted = await context.call("deleteThread", { threadId }, { user });
    expect(deleted.ok, deleted.said).toBe(true);
    const after = await context.call("listThreads", {}, { user });
    expect(after.text).not.toContain(threadId);
  },
);

test(
  "keeps messages in the order they were sent",
  check({
    id: "threads.keep-order",
    rows: ["C14", "C17"],
    phase,
    journey: "threads",
    needs: ["backend"],
    capabilities: ["operation.createThread", "operation.postMessage", "operation.threadMessages"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const { threadId } = await context.questionInNewThread(user);
    const prompts = [context.question(), context.question(), context.question()];
    for (const { prompt } of prompts) {
      const posted = await context.call("postMessage", { threadId, prompt }, { user });
      expect(posted.ok, posted.said).toBe(true);
    }
    const history = await context.call("threadMessages", { threadId }, { user });
    const positions = prompts.map(({ canary }) => history.text.indexOf(canary));
    expect(positions.every((position) => position >= 0)).toBe(true);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  },
);
