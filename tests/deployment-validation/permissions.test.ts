import { readText } from "../../src/contract/field.ts";
import { check, test } from "../../src/fixtures/test.ts";

const phase = "deployment-validation";
const journey = "authentication";

test(
  "lets a token that may only read do that, and change nothing",
  check({
    id: "authentication.heeds-permissions",
    suspects: ["permission-ignored"],
    rows: ["A12"],
    phase,
    journey,
    capabilities: [
      "permissions",
      "signing-secret",
      "operation.createThread.threadId",
      "operation.readThread.threadId",
      "operation.listThreads",
    ],
  }),
  async ({ context, expect }) => {
    const { claim = "", readOnly, refusedStatuses = [] } = context.contract.auth.permissions ?? {};
    const user = await context.user();
    const full = await context.mint(user);
    const token = await context.mint(user, { [claim]: readOnly });
    const { threadId } = await context.questionInNewThread({ ...user, token: full });
    const created = await context.call("readThread", { threadId }, { token: full });
    expect(created.ok, created.said).toBe(true);
    const reading = [
      await context.call("readThread", { threadId }, { token }),
      await context.call("listThreads", {}, { token }),
    ];
    for (const { ok, operation, said } of reading) expect(ok, `${operation}: ${said}`).toBe(true);
    const title = `gapproof ${context.id}`;
    const writing = await context.call("createThread", { title }, { token });
    expect(refusedStatuses, writing.said).toContain(writing.status);
    const after = await context.call("listThreads", {}, { token: full });
    expect(after.text, "a refused thread is there all the same").not.toContain(title);
    expect(after.text, after.said).toContain(threadId);
    const allowed = await context.call("createThread", { title }, { token: full });
    expect(allowed.ok, allowed.said).toBe(true);
  },
);

test(
  "lets a token that may only read change and add to nothing that is there",
  check({
    id: "authentication.heeds-permissions-on-what-exists",
    suspects: ["permission-ignored"],
    rows: ["A12"],
    phase,
    journey,
    capabilities: [
      "permissions",
      "signing-secret",
      "history",
      "operation.createThread.threadId",
      "operation.readThread.title",
      "operation.updateThread",
      "operation.deleteThread",
      "operation.postMessage",
      "operation.threadMessages.messages",
    ],
  }),
  async ({ context, expect }) => {
    const { auth, history } = context.contract;
    const { claim = "", readOnly, refusedStatuses = [] } = auth.permissions ?? {};
    const user = await context.user();
    const full = await context.mint(user);
    const token = await context.mint(user, { [claim]: readOnly });
    const { threadId, prompt } = await context.questionInNewThread({ ...user, token: full });
    const titleOf = async () =>
      (await context.call("readThread", { threadId }, { token: full })).read("title");
    const title = await titleOf();
    const values = { threadId, prompt, title: `gapproof ${context.id}` };
    for (const name of ["updateThread", "postMessage", "deleteThread"] as const) {
      const refused = await context.call(name, values, { token });
      expect(refusedStatuses, `${name}: ${refused.said}`).toContain(refused.status);
    }
    expect(await titleOf()).toBe(title);
    const contents = async () => {
      const answer = await context.call("threadMessages", { threadId }, { token: full });
      expect(answer.ok, answer.said).toBe(true);
      const messages = Object.values(Object(answer.read("messages")));
      return messages.map((message) => readText(message, history?.content ?? []));
    };
    expect(await contents()).toEqual([]);
    for (const name of ["updateThread", "postMessage"] as const) {
      const allowed = await context.call(name, values, { token: full });
      expect(allowed.ok, `${name}: ${allowed.said}`).toBe(true);
    }
    expect(await titleOf()).toBe(values.title);
    expect(await contents()).toEqual([prompt]);
  },
);
