import type { OperationName } from "../../src/contract/contract.ts";
import { check, test } from "../../src/fixtures/test.ts";
import { Secret } from "../../src/ground/secret.ts";

const phase = "deployment-validation";
const journey = "authentication";

test(
  "logs a new user in with a token that validates as that user",
  check({
    id: "authentication.logs-in",
    rows: ["A01", "A02"],
    phase,
    journey,
    capabilities: ["operation.register", "operation.login", "operation.validate"],
  }),
  async ({ context, expect }) => {
    const account = context.account();
    const registered = await context.call("register", account, { user: null });
    expect(registered.ok, registered.said).toBe(true);
    const login = await context.call("login", account, { user: null });
    expect(login.status, login.said).toBe(200);
    expect(login.read("userId")).toBe(registered.read("userId"));
    expect(login.read("expiresInSeconds")).toBeGreaterThan(0);
    const token = new Secret(String(login.read("token")));
    const validated = await context.call("validate", { token }, { user: null });
    expect(validated.ok, validated.said).toBe(true);
    expect(validated.read("userId")).toBe(login.read("userId"));
    const forged = await context.call("validate", { token: context.forge(token) }, { user: null });
    expect(forged.ok, "a forged token validates").toBe(false);
  },
);

test(
  "refuses a login with the wrong password",
  check({
    id: "authentication.refuses-wrong-password",
    rows: ["C24"],
    phase,
    journey,
    capabilities: ["operation.register", "operation.login"],
  }),
  async ({ context, expect }) => {
    const account = context.account();
    const registered = await context.call("register", account, { user: null });
    expect(registered.ok, registered.said).toBe(true);
    const wrong = { ...account, password: `${account.password}-wrong` };
    const login = await context.call("login", wrong, { user: null });
    expect(login.status).toBe(401);
    expect(login.read("token")).toBeUndefined();
  },
);

test(
  "refuses every call that needs a user, from strangers and from forged tokens",
  check({
    id: "authentication.refuses-strangers-over-http",
    rows: ["C10", "A06", "A10"],
    phase,
    journey,
    capabilities: ["auth-enforced", "operation.listThreads"],
  }),
  async ({ context, expect }) => {
    const { auth, operations } = context.contract;
    const user = await context.user();
    const token = context.forge(user.token);
    const values = { ...context.question(), userId: user.id, title: "stranger", runId: "run_none" };
    for (const [name, operation] of Object.entries(operations)) {
      if (!operation.authenticated) continue;
      const stranger = await context.call(name as OperationName, values, { user: null });
      expect(auth.refusedStatuses, `${name} as nobody: ${stranger.said}`).toContain(
        stranger.status,
      );
      const forged = await context.call(name as OperationName, values, { token });
      expect(auth.refusedStatuses, `${name} forged: ${forged.said}`).toContain(forged.status);
    }
    const known = await context.call("listThreads", {}, { user });
    expect(known.status, known.said).toBe(200);
  },
);

test(
  "refuses an expired token, and one meant for somebody else",
  check({
    id: "authentication.refuses-wrong-claims",
    rows: ["A05", "A10"],
    phase,
    journey,
    capabilities: ["auth-enforced", "operation.listThreads", "signing-secret"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const past = Math.floor(context.clock.date().getTime() / 1000) - 3600;
    const wrong = {
      expired: { iat: past - 900, exp: past },
      "foreign issuer": { iss: "gapproof-foreign" },
      "foreign audience": { aud: "gapproof-foreign" },
    };
    for (const [what, claims] of Object.entries(wrong)) {
      const token = await context.mint(user, claims);
      const answer = await context.call("listThreads", {}, { token });
      expect(context.contract.auth.refusedStatuses, what).toContain(answer.status);
    }
    const good = await context.call("listThreads", {}, { token: await context.mint(user) });
    expect(good.status, good.said).toBe(200);
  },
);

test(
  "refuses a token after its user logged out",
  check({
    id: "authentication.logs-out",
    rows: ["A04"],
    phase,
    journey,
    capabilities: ["auth-enforced", "operation.login", "operation.logout", "operation.listThreads"],
  }),
  async ({ context, expect }) => {
    const user = await context.registered();
    const before = await context.call("listThreads", {}, { user });
    expect(before.status, before.said).toBe(200);
    const logout = await context.call("logout", {}, { user });
    expect(logout.ok, logout.said).toBe(true);
    const after = await context.call("listThreads", {}, { user });
    expect(context.contract.auth.refusedStatuses, after.said).toContain(after.status);
  },
);
