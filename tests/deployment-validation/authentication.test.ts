import { check, test } from "../../src/fixtures/test.ts";

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
    expect(registered.ok, registered.text).toBe(true);
    const login = await context.call("login", account, { user: null });
    expect(login.status, login.text).toBe(200);
    expect(login.read("userId")).toBe(registered.read("userId"));
    expect(login.read("expiresInSeconds")).toBeGreaterThan(0);
    const token = String(login.read("token"));
    const validated = await context.call("validate", { token }, { user: null });
    expect(validated.read("valid")).toBe(true);
    expect(validated.read("userId")).toBe(login.read("userId"));
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
    await context.call("register", account, { user: null });
    const wrong = { ...account, password: `${account.password}-wrong` };
    const login = await context.call("login", wrong, { user: null });
    expect(login.status).toBe(401);
    expect(login.read("token")).toBeUndefined();
  },
);

test(
  "refuses HTTP calls of strangers",
  check({
    id: "authentication.refuses-strangers-over-http",
    rows: ["C10", "A06"],
    phase,
    journey,
    capabilities: ["auth-enforced", "operation.listThreads"],
  }),
  async ({ context, expect }) => {
    const { refusedStatuses } = context.contract.auth;
    const stranger = await context.call("listThreads", {}, { user: null });
    expect(refusedStatuses).toContain(stranger.status);
    const user = await context.user();
    const forged = await context.call("listThreads", {}, { token: context.forge(user.token) });
    expect(refusedStatuses).toContain(forged.status);
    const known = await context.call("listThreads", {}, { user });
    expect(known.status, known.text).toBe(200);
  },
);
