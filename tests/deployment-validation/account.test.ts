import { fill } from "../../src/contract/template.ts";
import { check, test } from "../../src/fixtures/test.ts";
import { Secret } from "../../src/ground/secret.ts";
import type { TestContext } from "../../src/harness/context.ts";
import type { Account } from "../../src/harness/wire/user/user.ts";

const phase = "deployment-validation";
const journey = "authentication";

interface Member {
  readonly account: Account;
  readonly id: unknown;
  readonly token: Secret;
}

/** Somebody new, with a profile to look at. @throws when they are not let in */
async function member(context: TestContext): Promise<Member> {
  const account = context.account();
  const registered = await context.call("register", account, { user: null });
  if (!registered.ok) throw new Error(`registering: ${registered.said}`);
  const login = await context.call("login", account, { user: null });
  if (!login.ok) throw new Error(`logging in: ${login.said}`);
  return { account, id: login.read("userId"), token: new Secret(String(login.read("token"))) };
}

/** A profile, as its owner reads it. */
async function profile(context: TestContext, { token }: Member): Promise<Record<string, unknown>> {
  const me = await context.call("me", {}, { token });
  if (!me.ok) throw new Error(`reading one's own profile: ${me.said}`);
  return { id: me.read("userId"), name: me.read("name"), email: me.read("email") };
}

test(
  "shows all callers at once their own profile",
  check({
    id: "authentication.knows-its-callers",
    suspects: ["data-foreign"],
    rows: ["C18", "A13"],
    phase,
    journey,
    capabilities: [
      "operation.register",
      "operation.login.token",
      "operation.login.userId",
      "operation.me.userId",
      "operation.me.name",
      "operation.me.email",
    ],
  }),
  async ({ context, expect }) => {
    const members = await Promise.all([member(context), member(context), member(context)]);
    const askers = [...members, ...members.toReversed(), ...members];
    const profiles = await Promise.all(askers.map((asker) => profile(context, asker)));
    const expected = askers.map(({ id, account: { name, email } }) => ({ id, name, email }));
    expect(profiles).toEqual(expected);
  },
);

test(
  "changes the profile of the caller, and nobody else's",
  check({
    id: "authentication.updates-own-profile",
    suspects: ["data-foreign"],
    rows: ["C18"],
    phase,
    journey,
    capabilities: [
      "auth-enforced",
      "operation.register",
      "operation.login.token",
      "operation.login.userId",
      "operation.me.userId",
      "operation.me.name",
      "operation.me.email",
      "operation.updateProfile",
    ],
  }),
  async ({ context, expect }) => {
    const { auth, operations } = context.contract;
    const [caller, other] = await Promise.all([member(context), member(context)]);
    const [before, bystander] = [await profile(context, caller), await profile(context, other)];
    const name = `renamed ${context.id}`;
    const stranger = await context.call("updateProfile", { name }, { user: null });
    expect(auth.refusedStatuses, stranger.said).toContain(stranger.status);
    expect(await profile(context, caller)).toEqual(before);
    const updated = await context.call("updateProfile", { name }, { token: caller.token });
    expect(updated.ok, updated.said).toBe(true);
    expect(await profile(context, caller)).toEqual({ ...before, name });
    expect(await profile(context, other)).toEqual(bystander);
    // A body may claim to be about somebody else, in the words profiles are written in.
    const { userId = [], email = [] } = operations.me?.read ?? {};
    const claims = [
      ...userId.map((key) => [key, other.id]),
      ...email.map((key) => [key, bystander.email]),
    ];
    const body = {
      ...Object(fill(operations.updateProfile?.body ?? {}, { name: `${name} again` })),
      ...Object.fromEntries(claims),
    };
    const claimed = await context.call("updateProfile", {}, { token: caller.token, body });
    expect(claimed.status, claimed.said).toBeLessThan(500);
    expect(await profile(context, other)).toEqual(bystander);
    expect(await profile(context, caller)).toMatchObject({ id: before.id, email: before.email });
  },
);
