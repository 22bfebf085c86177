import { check, test } from "../../src/fixtures/test.ts";
import { Secret } from "../../src/ground/secret.ts";
import { claimsOf } from "./forgery.ts";
import { tried } from "./reading.ts";

const phase = "deployment-validation";
const journey = "authentication";

test(
  "logs a new user in with a token that validates as that user",
  check({
    id: "authentication.logs-in",
    suspects: ["data-lost", "claim-mismatch"],
    rows: ["A01", "A02"],
    phase,
    journey,
    capabilities: [
      "operation.register.userId",
      "operation.login.userId",
      "operation.login.token",
      "operation.validate.userId",
    ],
  }),
  async ({ context, expect }) => {
    const account = context.account();
    const registered = await context.call("register", account, { user: null });
    expect(registered.ok, registered.said).toBe(true);
    const login = await context.call("login", account, { user: null });
    expect(login.ok, login.said).toBe(true);
    expect(login.read("userId"), "user id").toMatch(/\S/);
    expect(login.read("userId")).toBe(registered.read("userId"));
    const token = new Secret(String(login.read("token")));
    const validated = await context.call("validate", { token }, { user: null });
    expect(validated.ok, validated.said).toBe(true);
    expect(validated.read("userId")).toBe(login.read("userId"));
  },
);

test(
  "tells the tokens of two users apart, and vouches for no others",
  check({
    id: "authentication.validates-tokens",
    suspects: ["not-enforced"],
    rows: ["A02", "A10"],
    phase,
    journey,
    capabilities: ["operation.validate.userId", "many-users"],
  }),
  async ({ context, expect }) => {
    const users = await context.users(2);
    for (const { id, token } of users) {
      const validated = await context.call("validate", { token }, { user: null });
      expect(validated.ok, validated.said).toBe(true);
      expect(validated.read("userId")).toBe(id);
    }
    const [{ token }] = users;
    for (const wrong of [context.forge(token), new Secret("gapproof-no-token")]) {
      const answer = await context.call("validate", { token: wrong }, { user: null });
      expect(answer.ok, answer.said).toBe(false);
      expect(answer.status, answer.said).toBeLessThan(500);
      expect(answer.read("userId")).toBeUndefined();
    }
  },
);

test(
  "says truly how long a token lasts",
  check({
    id: "authentication.tells-token-life",
    suspects: ["self-description-wrong"],
    rows: ["A01"],
    phase,
    journey,
    capabilities: [
      "token-claims",
      "operation.register",
      "operation.login.token",
      "operation.login.expiresInSeconds",
    ],
  }),
  async ({ context, expect }) => {
    const account = context.account();
    const registered = await context.call("register", account, { user: null });
    expect(registered.ok, registered.said).toBe(true);
    const login = await context.call("login", account, { user: null });
    expect(login.ok, login.said).toBe(true);
    const said = login.read("expiresInSeconds");
    expect(said).toBeTypeOf("number");
    expect(said).toBeGreaterThan(0);
    // RFC 7519, sections 4.1.4 and 4.1.6: both in seconds, by the server's own clock.
    const { iat, exp } = claimsOf(new Secret(String(login.read("token"))));
    const lifeSeconds = Number(exp) - Number(iat);
    expect(
      Math.abs(lifeSeconds - Number(said)),
      `${said} s said, ${lifeSeconds} s in it`,
    ).toBeLessThan(60);
  },
);

test(
  "refuses a login with the wrong password, and goes on accepting the right one",
  check({
    id: "authentication.refuses-wrong-password",
    suspects: ["not-enforced", "credentials-leaked"],
    rows: ["C24"],
    phase,
    journey,
    capabilities: ["operation.register", "operation.login.token"],
  }),
  async ({ context, expect }) => {
    const [account, other] = [context.account(), context.account()];
    for (const one of [account, other]) {
      const registered = await context.call("register", one, { user: null });
      expect(registered.ok, registered.said).toBe(true);
    }
    const wrong = {
      "a longer password": { password: `${account.password}-wrong` },
      "a password in other case": { password: account.password.toUpperCase() },
      "another user's password": { password: other.password },
      "an account that is nobody's": { email: `nobody-${account.email}` },
    };
    for (const [what, changes] of Object.entries(wrong)) {
      const login = await context.call("login", { ...account, ...changes }, { user: null });
      expect(context.contract.auth.refusedStatuses, `${what}: ${login.said}`).toContain(
        login.status,
      );
      expect(login.read("token"), what).toBeUndefined();
    }
    const right = await context.call("login", account, { user: null });
    expect(right.ok, right.said).toBe(true);
    expect(right.read("token")).toMatch(/\S/);
  },
);

test(
  "trades a refresh token, and nothing else, for a new token of the same user",
  check({
    id: "authentication.refreshes",
    suspects: ["claim-mismatch", "session-unended"],
    rows: ["A03"],
    phase,
    journey,
    capabilities: [
      "auth-enforced",
      "operation.register",
      "operation.login.refreshToken",
      "operation.refresh.token",
      "operation.me.userId",
    ],
  }),
  async ({ context, expect }) => {
    const user = await context.registered();
    const { refreshToken = new Secret("none came") } = user;
    const forged = { refreshToken: context.forge(refreshToken) };
    const refused = await context.call("refresh", forged, { user: null });
    const { auth, http } = context.contract;
    expect([...auth.refusedStatuses, ...http.invalidStatuses], refused.said).toContain(
      refused.status,
    );
    expect(refused.read("token")).toBeUndefined();
    // What is kept for weeks must not open what a token of minutes opens.
    const kept = await context.call("me", {}, { token: refreshToken });
    expect(auth.refusedStatuses, kept.said).toContain(kept.status);
    const refreshed = await context.call("refresh", { refreshToken }, { user: null });
    expect(refreshed.ok, refreshed.said).toBe(true);
    const token = new Secret(String(refreshed.read("token")));
    // Never the values themselves: an assertion's message would show them.
    expect(token.reveal() === user.token.reveal(), "the same token again").toBe(false);
    const me = await context.call("me", {}, { token });
    expect(me.ok, me.said).toBe(true);
    expect(me.read("userId")).toBe(user.id);
    // Works once: whoever picked it up on the way comes too late, or is noticed.
    const again = await context.call("refresh", { refreshToken }, { user: null });
    expect([...auth.refusedStatuses, ...http.invalidStatuses], again.said).toContain(again.status);
    expect(again.read("token")).toBeUndefined();
  },
);

test(
  "ends a session at logout: that token's, nobody else's, and not its user's next one",
  check({
    id: "authentication.logs-out",
    suspects: ["session-unended"],
    rows: ["A04"],
    phase,
    journey,
    capabilities: [
      "auth-enforced",
      "operation.health",
      "operation.register",
      "operation.login.token",
      "operation.logout",
      "guarded-reading",
    ],
  }),
  async ({ context, expect }) => {
    const account = context.account();
    const registered = await context.call("register", account, { user: null });
    expect(registered.ok, registered.said).toBe(true);
    const tokenOf = async () => {
      const login = await context.call("login", account, { user: null });
      expect(login.ok, login.said).toBe(true);
      return new Secret(String(login.read("token")));
    };
    const [token, bystander] = [await tokenOf(), await context.registered()];
    const before = await tried(context, token);
    for (const { ok, said } of before) expect(ok, said).toBe(true);
    const logout = await context.call("logout", {}, { token });
    expect(logout.ok, logout.said).toBe(true);
    for (const { operation, status, said } of await tried(context, token)) {
      expect(context.contract.auth.refusedStatuses, `${operation}: ${said}`).toContain(status);
    }
    const [health, other] = [await context.call("health"), await tried(context, bystander.token)];
    const again = await tried(context, await tokenOf());
    for (const { ok, said } of [health, ...other, ...again]) expect(ok, said).toBe(true);
  },
);
