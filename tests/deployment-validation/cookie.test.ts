import { check, test } from "../../src/fixtures/test.ts";
import { rememberSecret } from "../../src/ground/redact.ts";
import { Secret } from "../../src/ground/secret.ts";
import type { TestContext } from "../../src/harness/context.ts";
import { cookieSet, type SetCookie } from "./set-cookie.ts";

const phase = "deployment-validation";
const journey = "authentication";

interface Visitor {
  readonly userId: unknown;
  readonly cookie: SetCookie;
  /** What a browser sends that holds the cookie and nothing else. */
  readonly browser: { readonly user: null; readonly headers: { readonly cookie: string } };
}

/** Logs somebody new in the way a browser does. @throws when no cookie comes of it */
async function visitor(context: TestContext): Promise<Visitor> {
  const name = context.contract.http.sessionCookie ?? "";
  const account = context.account();
  const registered = await context.call("register", account, { user: null });
  if (!registered.ok) throw new Error(`registering: ${registered.said}`);
  const login = await context.call("login", account, { user: null });
  const cookie = cookieSet(login.headers, name);
  if (cookie === undefined) throw new Error(`the login sets no cookie ${name}: ${login.said}`);
  rememberSecret(cookie.value);
  const headers = { cookie: `${name}=${cookie.value}` };
  return { userId: login.read("userId"), cookie, browser: { user: null, headers } };
}

test(
  "keeps its session cookie from scripts and from other sites",
  check({
    id: "authentication.guards-its-cookie",
    suspects: ["credentials-leaked"],
    rows: ["C27"],
    phase,
    journey,
    capabilities: ["session-cookie", "operation.register", "operation.login.userId"],
  }),
  async ({ context, expect }) => {
    const { cookie } = await visitor(context);
    expect(cookie.value.length).toBeGreaterThan(0);
    const flags = [...cookie.attributes.keys()];
    expect(flags).toContain("httponly");
    // Without the attribute, browsers disagree; "None" lets every site send it.
    expect(cookie.attributes.get("samesite") ?? "absent").toMatch(/^(?:lax|strict)$/i);
    expect(cookie.attributes.get("path") ?? "absent").toMatch(/^\//);
  },
);

test(
  "sends its session cookie over TLS only",
  check({
    id: "authentication.encrypts-its-cookie",
    suspects: ["credentials-leaked"],
    rows: ["C27"],
    phase,
    journey,
    capabilities: [
      "session-cookie",
      "remote",
      "tls",
      "operation.register",
      "operation.login.userId",
    ],
  }),
  async ({ context, expect }) => {
    const { cookie } = await visitor(context);
    expect([...cookie.attributes.keys()]).toContain("secure");
  },
);

test(
  "knows a user by the session cookie alone, and never takes one for the other",
  check({
    id: "authentication.knows-users-by-cookie",
    suspects: ["not-enforced", "data-foreign"],
    rows: ["C19"],
    phase,
    journey,
    capabilities: [
      "auth-enforced",
      "session-cookie",
      "operation.register",
      "operation.login.userId",
      "operation.me.userId",
    ],
  }),
  async ({ context, expect }) => {
    const { auth, http } = context.contract;
    const [one, other] = await Promise.all([visitor(context), visitor(context)]);
    expect(one.userId).not.toBe(other.userId);
    const turns = [one, other, other, one, one, other];
    const answers = await Promise.all(turns.map(({ browser }) => context.call("me", {}, browser)));
    for (const [n, { ok, said }] of answers.entries()) expect(ok, `call ${n}: ${said}`).toBe(true);
    const seen = answers.map((answer) => answer.read("userId"));
    expect(seen).toEqual(turns.map(({ userId }) => userId));
    const broken = `${http.sessionCookie}=${one.cookie.value.slice(0, -4)}`;
    for (const headers of [{}, { cookie: broken }, { cookie: `${http.sessionCookie}=none` }]) {
      const refused = await context.call("me", {}, { user: null, headers });
      expect(auth.refusedStatuses, refused.said).toContain(refused.status);
    }
    // Who sends a token means it: a bad one must not turn into whoever's cookie travels along.
    const token = context.forge(new Secret(other.cookie.value));
    const refused = await context.call("me", {}, { token, headers: one.browser.headers });
    expect(auth.refusedStatuses, refused.said).toContain(refused.status);
  },
);

test(
  "ends the session of a cookie at logout, and no other",
  check({
    id: "authentication.ends-cookie-session",
    suspects: ["session-unended"],
    rows: ["C19", "A04"],
    phase,
    journey,
    capabilities: [
      "auth-enforced",
      "session-cookie",
      "operation.register",
      "operation.login.userId",
      "operation.logout",
      "operation.me.userId",
    ],
  }),
  async ({ context, expect }) => {
    const [leaver, stayer] = await Promise.all([visitor(context), visitor(context)]);
    for (const { browser } of [leaver, stayer]) {
      const before = await context.call("me", {}, browser);
      expect(before.ok, before.said).toBe(true);
    }
    const logout = await context.call("logout", {}, leaver.browser);
    expect(logout.ok, logout.said).toBe(true);
    const name = context.contract.http.sessionCookie ?? "";
    expect(isOver(cookieSet(logout.headers, name)), "the browser is told to forget it").toBe(true);
    const gone = await context.call("me", {}, leaver.browser);
    expect(context.contract.auth.refusedStatuses, gone.said).toContain(gone.status);
    const still = await context.call("me", {}, stayer.browser);
    expect(still.ok, still.said).toBe(true);
    expect(still.read("userId")).toBe(stayer.userId);
  },
);

/** Whether a browser lets go of a cookie that is set so (RFC 6265, section 5.3). */
function isOver(cookie: SetCookie | undefined): boolean {
  const age = Number(cookie?.attributes.get("max-age") ?? Number.NaN);
  const end = Date.parse(cookie?.attributes.get("expires") ?? "");
  return age <= 0 || end < 86_400_000 || cookie?.value === "";
}
