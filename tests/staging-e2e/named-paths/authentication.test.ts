import { readText } from "../../../src/contract/field.ts";
import { check, test } from "../../../src/fixtures/test.ts";
import { Secret } from "../../../src/ground/secret.ts";

const phase = "staging-e2e";
const journey = "authentication";
const tags = ["suite:golden-path"];

test(
  "authentication golden path: a login validates, refreshes, opens a socket that answers, and owns what it writes",
  check({
    id: "authentication.golden-path",
    suspects: ["session-unended"],
    rows: ["A01", "A02", "A03", "W03", "W08", "C14", "C15"],
    ...{ phase, journey, tags },
    needs: ["session"],
    capabilities: [
      ...(["operation.register", "operation.login", "operation.validate"] as const),
      ...(["operation.refresh", "operation.createThread"] as const),
      ...(["operation.postMessage", "operation.threadMessages", "ping"] as const),
    ],
  }),
  async ({ context, expect }) => {
    const { ping } = context.contract.websocket;
    const user = await context.registered();
    const refreshed = await context.call(
      "refresh",
      { refreshToken: user.refreshToken },
      { user: null },
    );
    expect(refreshed.ok, refreshed.said).toBe(true);
    const token = new Secret(readText(refreshed.read("token"), ["$"]) ?? "");
    expect(token.reveal()).not.toBe(user.token.reveal());
    for (const [what, one] of Object.entries({ first: user.token, refreshed: token })) {
      const validated = await context.call("validate", { token: one }, { user: null });
      expect(validated.ok, `${what}: ${validated.said}`).toBe(true);
      expect(validated.read("userId"), what).toBe(user.id);
    }
    const renewed = { ...user, token };
    await using session = await context.connect({ user: renewed });
    const pong = await session.exchange(ping);
    expect(ping?.expect.types).toContain(pong.type);
    const { threadId, prompt } = await context.questionInNewThread(renewed);
    const posted = await context.call("postMessage", { threadId, prompt }, { user: renewed });
    expect(posted.ok, posted.said).toBe(true);
    const messages = await context.call("threadMessages", { threadId }, { user });
    expect(messages.text, messages.said).toContain(prompt);
  },
);
