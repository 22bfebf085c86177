import { fillString } from "../../src/contract/template.ts";
import { check, test } from "../../src/fixtures/test.ts";
import type { TestContext } from "../../src/harness/context.ts";
import type { User } from "../../src/harness/wire/user/user.ts";

const phase = "deployment-validation";
const journey = "authentication";

/** Headers that claim to be a user. */
function claiming({ contract }: TestContext, { id: userId }: User): Record<string, string> {
  const headers = Object.entries(contract.auth.spoofedHeaders);
  return Object.fromEntries(headers.map(([name, value]) => [name, fillString(value, { userId })]));
}

test(
  "takes a caller for who the token says, whatever headers claim",
  check({
    id: "authentication.ignores-claiming-headers",
    suspects: ["not-enforced", "signature-unverified"],
    rows: ["A09"],
    phase,
    journey,
    capabilities: ["spoofed-headers", "auth-enforced", "many-users", "operation.me.userId"],
  }),
  async ({ context, expect }) => {
    const { refusedStatuses } = context.contract.auth;
    const [caller, victim] = await context.users(2);
    const headers = claiming(context, victim);
    const plain = await context.call("me", {}, { user: caller });
    expect(plain.ok, plain.said).toBe(true);
    expect(plain.read("userId")).toBe(caller.id);
    const claimed = await context.call("me", {}, { user: caller, headers });
    expect(claimed.ok, claimed.said).toBe(true);
    expect(claimed.read("userId")).toBe(caller.id);
    const stranger = await context.call("me", {}, { user: null, headers });
    expect(refusedStatuses, `as nobody: ${stranger.said}`).toContain(stranger.status);
    const token = context.forge(victim.token);
    const forged = await context.call("me", {}, { token, headers });
    expect(refusedStatuses, `with a forged token: ${forged.said}`).toContain(forged.status);
    // Saying that this is a test proves nothing either.
    const tested = { ...headers, ...context.contract.auth.testHeaders };
    const testing = await context.call("me", {}, { token, headers: tested });
    expect(refusedStatuses, `as a test: ${testing.said}`).toContain(testing.status);
  },
);

test(
  "shows nobody another user's thread for claiming to be that user",
  check({
    id: "authentication.guards-threads-from-claiming-headers",
    suspects: ["not-enforced"],
    rows: ["A09"],
    phase,
    journey,
    capabilities: [
      "spoofed-headers",
      "auth-enforced",
      "many-users",
      "operation.createThread.threadId",
      "operation.readThread.threadId",
      "operation.listThreads",
    ],
  }),
  async ({ context, expect }) => {
    const { auth, http } = context.contract;
    const [caller, owner] = await context.users(2);
    const { threadId, canary } = await context.questionInNewThread(owner);
    const headers = claiming(context, owner);
    const own = await context.call("readThread", { threadId }, { user: owner });
    expect(own.ok, own.said).toBe(true);
    const claimed = await context.call("readThread", { threadId }, { user: caller, headers });
    expect(http.foreignStatuses, claimed.said).toContain(claimed.status);
    const stranger = await context.call("readThread", { threadId }, { user: null, headers });
    expect(auth.refusedStatuses, stranger.said).toContain(stranger.status);
    const list = await context.call("listThreads", {}, { user: caller, headers });
    expect(list.ok, list.said).toBe(true);
    for (const { text } of [claimed, stranger, list]) expect(text).not.toContain(canary);
    // A header a user sends about themselves does no harm either.
    const still = await context.call("listThreads", {}, { user: owner, headers });
    expect(still.text, still.said).toContain(threadId);
  },
);
