import { check, test } from "../../src/fixtures/test.ts";
import { Secret } from "../../src/ground/secret.ts";

const phase = "deployment-validation";
const journey = "authentication";

test(
  "opens the login that is kept for tests to its key, and to no other",
  check({
    id: "authentication.opens-test-login-to-its-key",
    suspects: ["not-enforced", "http-error", "claim-mismatch"],
    rows: ["H45", "A01"],
    phase,
    journey,
    capabilities: [
      "bypass-key",
      "auth-enforced",
      "operation.testLogin.token",
      "operation.testLogin.userId",
      "operation.me.userId",
      "operation.createThread",
    ],
  }),
  async ({ context, expect }) => {
    const { bypassKey, contract } = context;
    const visitor = { ...context.account(), userId: `gapproof-${context.id}` };
    const admitted = await context.call("testLogin", { ...visitor, bypassKey }, { user: null });
    expect(admitted.ok, admitted.said).toBe(true);
    const token = new Secret(String(admitted.read("token")));
    const me = await context.call("me", {}, { token });
    expect(me.ok, me.said).toBe(true);
    expect(me.read("userId")).toBe(admitted.read("userId"));
    // Whom it lets in may do what users do.
    const thread = await context.call("createThread", { title: context.id }, { token });
    expect(thread.ok, thread.said).toBe(true);
    const keys = {
      "no key": {},
      "a wrong key": { bypassKey: context.forge(bypassKey) },
      "the beginning of the key": { bypassKey: new Secret(bypassKey.reveal().slice(0, -1)) },
    };
    for (const [what, key] of Object.entries(keys)) {
      const refused = await context.call("testLogin", { ...visitor, ...key }, { user: null });
      expect(contract.auth.refusedStatuses, `${what}: ${refused.said}`).toContain(refused.status);
      expect(refused.read("token"), what).toBeUndefined();
    }
  },
);

test(
  "describes how users log in, or sends them there",
  check({
    id: "authentication.describes-login",
    suspects: ["settings-unpublished"],
    rows: ["A07"],
    phase,
    journey,
    capabilities: ["operation.authConfig.endpoints"],
  }),
  async ({ context, expect }) => {
    const answer = await context.call("authConfig");
    expect(answer.ok, answer.said).toBe(true);
    const isRedirect = Math.floor(answer.status / 100) === 3;
    const places = isRedirect
      ? [answer.headers.location]
      : Object.values(Object(answer.read("endpoints")));
    expect(places.length, answer.said).toBeGreaterThan(0);
    for (const place of places) expect(place).toMatch(/^(?:https?:\/\/[^/\s]+|\/)\S*$/);
  },
);
