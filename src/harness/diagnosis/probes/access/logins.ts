import { rememberSecret } from "../../../../ground/redact.ts";
import { Secret } from "../../../../ground/secret.ts";
import type { Answer } from "../../../wire/http/operation.ts";
import type { RawConnection } from "../../../wire/raw/connection.ts";
import { opcodes } from "../../../wire/raw/frames.ts";
import type { Account } from "../../../wire/user/user.ts";
import type { Lab } from "../../lab.ts";
import type { AccessTrial } from "../access-saw.ts";
import { gistOf } from "../token-answer.ts";
import { claimsOf } from "../token-claims.ts";
import { type AccessScene, isServed, trialOf, tryCall } from "./scene.ts";

/** How long a session is watched after its user refreshed their token. Milliseconds. */
const afterRefreshMs = 100;

/** Somebody who registers, logs in, comes back and goes. */
export async function logins({ lab }: AccessScene): Promise<readonly AccessTrial[]> {
  const { login, register } = lab.contract.operations;
  if (login === undefined || register === undefined || !lab.mayRegister) return [];
  const account = lab.wire.users.account();
  const registered = await tryCall(lab, "register", { values: account, user: null });
  if (registered?.ok !== true) return [];
  const loggedIn = await tryCall(lab, "login", { values: account, user: null });
  if (loggedIn?.ok !== true) return [];
  // One after the other: each may end what the one before it needs.
  return [
    ...described(lab, registered, loggedIn),
    ...(await wrongPasswords(lab, account)),
    ...(await refreshing(lab, loggedIn)),
    ...(await goodbye(lab, account)),
  ];
}

function described(lab: Lab, registered: Answer, loggedIn: Answer): readonly AccessTrial[] {
  const trials: AccessTrial[] = [];
  const { read } = lab.contract.operations.login ?? {};
  const [before, after] = [textIn(registered, "userId"), textIn(loggedIn, "userId")];
  if (before !== undefined && after !== undefined) {
    const lapsed = before !== after;
    const text = `login gives ${lapsed ? "another id than" : "the id of"} the registration`;
    trials.push({ topic: "same-user", at: "login", text, lapsed });
  }
  const seconds = read?.expiresInSeconds && Number(loggedIn.read("expiresInSeconds"));
  const lasts = lifetimeOf(textIn(loggedIn, "token"));
  if (typeof seconds === "number" && lasts !== undefined) {
    const lapsed = Math.abs(seconds - lasts) > 5;
    const text = `login says its token lasts ${seconds} s; exp minus iat is ${lasts} s`;
    trials.push({ topic: "lifetime", at: "login", text, lapsed });
  }
  return [...trials, ...cookieOf(lab, loggedIn)];
}

/** RFC 6265 section 4.1.2: what a browser is told about the cookie that logs in. */
function cookieOf(lab: Lab, { headers }: Answer): readonly AccessTrial[] {
  const name = lab.contract.http.sessionCookie;
  const line = (headers["set-cookie"] ?? "").split("\n").find((one) => one.startsWith(`${name}=`));
  if (name === undefined || line === undefined) return [];
  const [value = "", ...attributes] = line.split(";").map((part) => part.trim());
  rememberSecret(value.slice(name.length + 1));
  const flags = attributes.map((one) => one.toLowerCase());
  const wanted = [
    ["httponly", flags.includes("httponly")],
    ["samesite", flags.includes("samesite=lax") || flags.includes("samesite=strict")],
    ["secure", !lab.subject.http.startsWith("https:") || flags.includes("secure")],
  ] as const;
  return wanted.map(([flag, there]) => ({
    ...{ topic: "cookie", at: "login", lapsed: !there },
    text: `the session cookie ${there ? "has" : "lacks"} the attribute ${flag}`,
  }));
}

async function wrongPasswords(lab: Lab, account: Account): Promise<readonly AccessTrial[]> {
  const flipped = [...account.password].map((letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
  const nobody = lab.wire.users.account();
  const [respelt, unknown] = await Promise.all([
    tryCall(lab, "login", { values: { ...account, password: flipped.join("") }, user: null }),
    tryCall(lab, "login", { values: nobody, user: null }),
  ]);
  if (respelt === undefined) return [];
  const who = "with capital and small letters of the password swapped";
  const key = trialOf("key", respelt, { who, lapsed: isServed(respelt) });
  // Who fails says nothing of either.
  const isBroken = (unknown?.status ?? 500) >= 500 || respelt.status >= 500;
  if (unknown === undefined || isBroken || isServed(respelt)) return [key];
  const same = unknown.status === respelt.status && gistOf(unknown.text) === gistOf(respelt.text);
  const text = `login answers an unknown address with HTTP ${unknown.status}, a wrong password with HTTP ${respelt.status}`;
  const words = same ? text : `${text}, in other words`;
  return [key, { topic: "enumeration", at: "login", text: words, lapsed: !same }];
}

async function refreshing(lab: Lab, loggedIn: Answer): Promise<readonly AccessTrial[]> {
  const refreshToken = textIn(loggedIn, "refreshToken");
  const before = textIn(loggedIn, "token");
  if (refreshToken === undefined || lab.contract.operations.refresh === undefined) return [];
  const values = { refreshToken: new Secret(refreshToken) };
  using session = await lab.open(
    await lab.upgrade(before === undefined ? {} : { token: new Secret(before) }),
  );
  await session.until(() => session.frames.length > 0, lab.limits.welcomeMs);
  const wasOpen = isOpen(session);
  const first = await tryCall(lab, "refresh", { values, user: null });
  if (first?.ok !== true) return [];
  const kept = wasOpen ? await keptOpen(session) : [];
  const again = await tryCall(lab, "refresh", { values, user: null });
  const lapsed = textIn(first, "token") === before && before !== undefined;
  const text = `refresh gives ${lapsed ? "the same token again" : "another token"}`;
  const renewed: AccessTrial = { topic: "ended", at: "refresh", text, lapsed };
  if (again === undefined) return [...kept, renewed];
  const who = "with a refresh token that was used";
  return [...kept, renewed, trialOf("ended", again, { who, lapsed: isServed(again) })];
}

/** Whether somebody was let in and is still there. */
function isOpen({ switched, frames, ending }: RawConnection): boolean {
  const isClosing = frames.some(({ opcode }) => opcode === opcodes.close);
  return switched && frames.length > 0 && ending === undefined && !isClosing;
}

/** A session stays whose user gets a new token while it is open. */
async function keptOpen(session: RawConnection): Promise<readonly AccessTrial[]> {
  const lapsed = (await session.until(() => !isOpen(session), afterRefreshMs)) || !isOpen(session);
  const text = `a session ${lapsed ? "ends" : "stays"} when its user refreshes their token`;
  return [{ topic: "kept", at: "refresh", text, lapsed }];
}

async function goodbye(lab: Lab, account: Account): Promise<readonly AccessTrial[]> {
  if (lab.contract.operations.logout === undefined) return [];
  const loggedIn = await tryCall(lab, "login", { values: account, user: null });
  const text = loggedIn?.ok === true ? textIn(loggedIn, "token") : undefined;
  if (loggedIn === undefined || text === undefined) return [];
  const token = new Secret(text);
  const before = await tryCall(lab, "me", { user: null, token });
  const left = await tryCall(lab, "logout", { user: null, token });
  if (before === undefined || !isServed(before) || left === undefined || !isServed(left)) return [];
  const after = await tryCall(lab, "me", { user: null, token });
  const who = "with the token of somebody who logged out";
  const isKept = after !== undefined && isServed(after);
  // On a connection of its own nobody is taken for who came before.
  const fresh = isKept
    ? await tryCall(lab, "me", { user: null, token, freshConnection: true })
    : undefined;
  const isSticky = fresh !== undefined && lab.contract.auth.refusedStatuses.includes(fresh.status);
  const where = isSticky ? `${who} on a used connection, and otherwise on a new one,` : who;
  const topic = isSticky ? "sticky" : "ended";
  return [
    ...(after === undefined ? [] : [trialOf(topic, after, { who: where, lapsed: isKept })]),
    ...cookieGone(lab, loggedIn, left),
  ];
}

function cookieGone(lab: Lab, loggedIn: Answer, left: Answer): readonly AccessTrial[] {
  const name = lab.contract.http.sessionCookie;
  const sets = ({ headers }: Answer): boolean =>
    (headers["set-cookie"] ?? "").split("\n").some((line) => line.startsWith(`${name}=`));
  if (name === undefined || !sets(loggedIn)) return [];
  const lapsed = !sets(left);
  const text = `logging out ${lapsed ? "leaves the session cookie where it is" : "takes the session cookie away"}`;
  return [{ topic: "ended", at: "logout", text, lapsed }];
}

/** The login that is kept for tests, with keys that are not its own, and with its own. */
export async function testLogins({ lab }: AccessScene): Promise<readonly AccessTrial[]> {
  const { bypassKey } = lab.subject.credentials;
  if (lab.contract.operations.testLogin === undefined) return [];
  const key = bypassKey?.reveal() ?? "";
  const { email, name } = lab.wire.users.account();
  const ask = async (tried: string): Promise<Answer | undefined> =>
    await tryCall(lab, "testLogin", { values: { bypassKey: tried, email, name }, user: null });
  const half = key.slice(0, Math.ceil(key.length / 2));
  // A short one is part of much that is no secret.
  if (half.length >= 8) rememberSecret(half);
  const [none, part, right] = await Promise.all([
    ask("none"),
    ...(half.length < 8 ? [] : [ask(half), ask(key)]),
  ]);
  const trials = [
    ["with a wrong key", none],
    ["with the first half of its key", part],
  ] as const;
  return [
    ...trials.flatMap(([who, answer]) =>
      answer === undefined ? [] : [trialOf("key", answer, { who, lapsed: isServed(answer) })],
    ),
    ...(await opened(lab, right)),
  ];
}

async function opened(lab: Lab, right: Answer | undefined): Promise<readonly AccessTrial[]> {
  if (right === undefined) return [];
  const shut = right.status >= 500;
  const login = trialOf("test-login", right, { who: "with its key", lapsed: shut });
  const token = right.ok ? textIn(right, "token") : undefined;
  if (token === undefined) return [login];
  const options = { user: null, token: new Secret(token) };
  const answer = await tryCall(lab, "createThread", { values: { title: "gapproof" }, ...options });
  if (answer === undefined) return [login];
  const { permissions, refusedStatuses } = lab.contract.auth;
  const refused = permissions?.refusedStatuses ?? refusedStatuses;
  const who = "with a token of the login kept for tests";
  const lapsed = refused.includes(answer.status);
  return [login, trialOf("member", answer, { who, lapsed })];
}

function textIn(answer: Answer, name: string): string | undefined {
  try {
    const value = answer.read(name);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

function lifetimeOf(token: string | undefined): number | undefined {
  if (token === undefined || token.split(".").length !== 3) return undefined;
  const { exp, iat } = claimsOf(token);
  return typeof exp === "number" && typeof iat === "number" ? exp - iat : undefined;
}
