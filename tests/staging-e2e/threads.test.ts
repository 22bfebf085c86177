import { check, test } from "../../src/fixtures/test.ts";
import { bodyWithId } from "./chosen-id.ts";
import { conversationIn } from "./conversation.ts";

const phase = "staging-e2e";
const journey = "threads";

test(
  "creates a thread, reads it, lists it and deletes it for good",
  check({
    id: "threads.live-and-die",
    suspects: ["data-foreign"],
    rows: ["C15"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "operation.createThread",
      "operation.readThread",
      "operation.listThreads",
      "operation.deleteThread",
    ],
  }),
  async ({ context, expect }) => {
    const { foreignStatuses } = context.contract.http;
    const user = await context.user();
    const { threadId: kept } = await context.questionInNewThread(user);
    const { threadId } = await context.questionInNewThread(user);
    const read = await context.call("readThread", { threadId }, { user });
    expect(read.ok, read.said).toBe(true);
    expect(read.read("threadId")).toBe(threadId);
    const listed = await context.call("listThreads", {}, { user });
    expect(listed.ok, listed.said).toBe(true);
    expect([threadId, kept].every((id) => listed.text.includes(id))).toBe(true);
    const deleted = await context.call("deleteThread", { threadId }, { user });
    expect(deleted.ok, deleted.said).toBe(true);
    const gone = await context.call("readThread", { threadId }, { user });
    expect(foreignStatuses, gone.said).toContain(gone.status);
    const left = await context.call("listThreads", {}, { user });
    expect(left.ok, left.said).toBe(true);
    expect(left.text).not.toContain(threadId);
    expect(left.text).toContain(kept);
    const other = await context.call("readThread", { threadId: kept }, { user });
    expect(other.ok, other.said).toBe(true);
  },
);

test(
  "takes what was said in a thread away with it, and lets nobody write there any more",
  check({
    id: "threads.take-their-messages-along",
    suspects: ["data-foreign"],
    rows: ["C15", "C16"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "history",
      "operation.createThread",
      "operation.deleteThread",
      "operation.postMessage",
      "operation.threadMessages",
    ],
  }),
  async ({ context, expect }) => {
    const { foreignStatuses } = context.contract.http;
    const user = await context.user();
    const { threadId, prompt, canary } = await context.questionInNewThread(user);
    const posted = await context.call("postMessage", { threadId, prompt }, { user });
    expect(posted.ok, posted.said).toBe(true);
    const before = await conversationIn(context, threadId, user);
    expect(before.contents, before.said).toEqual([prompt]);
    const deleted = await context.call("deleteThread", { threadId }, { user });
    expect(deleted.ok, deleted.said).toBe(true);
    const after = await context.call("threadMessages", { threadId }, { user });
    expect(foreignStatuses, after.said).toContain(after.status);
    expect(after.text).not.toContain(canary);
    const late = await context.call("postMessage", { threadId, prompt }, { user });
    expect(foreignStatuses, late.said).toContain(late.status);
  },
);

test(
  "renames a thread, and no other",
  check({
    id: "threads.rename",
    suspects: ["data-lost"],
    rows: ["C15"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "operation.createThread",
      "operation.updateThread.title",
      "operation.readThread.title",
      "operation.listThreads",
    ],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const { threadId } = await context.questionInNewThread(user);
    const other = await context.questionInNewThread(user);
    const title = `gapproof renamed ${context.question().canary}`;
    const renamed = await context.call("updateThread", { threadId, title }, { user });
    expect(renamed.ok, renamed.said).toBe(true);
    expect(renamed.read("title")).toBe(title);
    const read = await context.call("readThread", { threadId }, { user });
    expect(read.read("title"), read.said).toBe(title);
    const listed = await context.call("listThreads", {}, { user });
    expect(listed.text.split(title).length - 1, "how often the list has the new title").toBe(1);
    const untouched = await context.call("readThread", { threadId: other.threadId }, { user });
    expect(untouched.read("title"), untouched.said).toContain(other.canary);
  },
);

test(
  "refuses a thread nobody has: to read, to write to, to delete",
  check({
    id: "threads.refuse-unknown",
    suspects: ["manners-missing"],
    rows: ["C16"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "operation.createThread",
      "operation.readThread",
      "operation.deleteThread",
      "operation.threadMessages",
      "operation.postMessage",
    ],
  }),
  async ({ context, expect }) => {
    const { foreignStatuses } = context.contract.http;
    const user = await context.user();
    const { prompt, threadId: unknown } = context.question();
    const { threadId: known } = await context.questionInNewThread(user);
    const operations = ["readThread", "threadMessages", "postMessage", "deleteThread"] as const;
    for (const name of operations) {
      const refused = await context.call(name, { threadId: unknown, prompt }, { user });
      expect(foreignStatuses, `${name}: ${refused.said}`).toContain(refused.status);
      // The same call on a thread that is there: not everything is refused.
      const served = await context.call(name, { threadId: known, prompt }, { user });
      expect(served.ok, `${name}: ${served.said}`).toBe(true);
    }
  },
);

test(
  "makes ids itself, a new one for every thread, whatever id a client would like",
  check({
    id: "threads.make-their-ids",
    suspects: ["data-foreign"],
    rows: ["C30"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["many-users", "operation.createThread", "operation.readThread.title"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const { foreignStatuses, invalidStatuses } = contract.http;
    const [ana, ben] = await context.users(2);
    const created = await Promise.all(
      Array.from({ length: contract.load.requests }, () => context.questionInNewThread(ben)),
    );
    expect(new Set(created.map(({ threadId }) => threadId)).size).toBe(contract.load.requests);
    const hers = await context.questionInNewThread(ana);
    for (const id of [context.question().threadId, hers.threadId]) {
      const title = `gapproof chosen ${context.question().canary}`;
      const wish = { operation: "createThread", name: "threadId", id } as const;
      const body = bodyWithId(contract, wish, { title });
      const answer = await context.call("createThread", { title }, { user: ben, body });
      // A server may ignore the id or refuse it: it must not take it.
      expect(answer.ok || invalidStatuses.includes(answer.status), answer.said).toBe(true);
      expect(answer.read("threadId"), answer.said).not.toBe(id);
      const taken = await context.call("readThread", { threadId: id }, { user: ben });
      expect(foreignStatuses, taken.said).toContain(taken.status);
    }
    const still = await context.call("readThread", { threadId: hers.threadId }, { user: ana });
    expect(still.read("title"), still.said).toContain(hers.canary);
  },
);
