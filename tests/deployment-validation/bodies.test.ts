import { check, test } from "../../src/fixtures/test.ts";

const phase = "deployment-validation";
const journey = "deployment";

/** Bodies no endpoint that needs fields can do anything with. Strings are sent as they are. */
const unusable: Readonly<Record<string, unknown>> = {
  "a body that breaks off": '{"',
  "no body": "",
  "no fields": {},
  "a list": [],
  "a body of another format": "a=1&b=2",
};

test(
  "refuses a registration and a login it cannot read, and takes one it can",
  check({
    id: "deployment.refuses-unusable-logins",
    suspects: ["http-error", "manners-missing"],
    rows: ["C22"],
    phase,
    journey,
    capabilities: ["operation.register", "operation.login.token"],
  }),
  async ({ context, expect }) => {
    const { invalidStatuses } = context.contract.http;
    const account = context.account();
    const registered = await context.call("register", account, { user: null });
    expect(registered.ok, registered.said).toBe(true);
    for (const [what, body] of Object.entries(unusable)) {
      for (const name of ["register", "login"] as const) {
        const answer = await context.call(name, account, { user: null, body });
        expect(invalidStatuses, `${name}, ${what}: ${answer.said}`).toContain(answer.status);
      }
    }
    const login = await context.call("login", account, { user: null });
    expect(login.ok, login.said).toBe(true);
    expect(login.read("token")).toMatch(/\S/);
  },
);

test(
  "refuses a message it cannot read, and keeps the one it can",
  check({
    id: "deployment.refuses-unusable-messages",
    suspects: ["http-error", "manners-missing"],
    rows: ["C22"],
    phase,
    journey,
    capabilities: [
      "operation.createThread.threadId",
      "operation.postMessage",
      "operation.threadMessages.messages",
    ],
  }),
  async ({ context, expect }) => {
    const { invalidStatuses } = context.contract.http;
    const user = await context.user();
    const { threadId, prompt, canary } = await context.questionInNewThread(user);
    const question = { threadId, prompt };
    for (const [what, body] of Object.entries(unusable)) {
      const answer = await context.call("postMessage", question, { user, body });
      expect(invalidStatuses, `${what}: ${answer.said}`).toContain(answer.status);
    }
    const posted = await context.call("postMessage", question, { user });
    expect(posted.ok, posted.said).toBe(true);
    const kept = await context.call("threadMessages", question, { user });
    expect(kept.ok, kept.said).toBe(true);
    expect(Object.keys(Object(kept.read("messages"))), kept.said).toHaveLength(1);
    expect(kept.text).toContain(canary);
  },
);
