import { randomBytes } from "node:crypto";
import type { Contract } from "../../../contract/contract.ts";
import { explain } from "../../../ground/errors.ts";
import { Secret } from "../../../ground/secret.ts";
import { type TokenAlgorithm, withBrokenSignature } from "../../wire/user/token.ts";
import type { User } from "../../wire/user/user.ts";
import type { Lab } from "../lab.ts";
import { claimsOf } from "./token-claims.ts";
import type { TokenForm } from "./tokens-saw.ts";

/** Tokens to try, `null` for none, and why others cannot be. */
export interface TokenKit {
  readonly user: User;
  readonly tokens: ReadonlyMap<TokenForm, Secret | null>;
  readonly notTried: Partial<Record<TokenForm, string>>;
  /** Of the fresh login. Seconds since the epoch. */
  readonly issuedAt?: number;
}

/** Seconds by which claims of time are moved: more than any leeway, and than most skews. */
const [hour, tenMinutes] = [3_600, 600];

/** A form, the token where it could be made, and otherwise why not. */
type Made = readonly [TokenForm, Secret | null | undefined, string];

/** Makes every form of token that can be made here. @throws UserUnavailable */
export async function tokenKit(lab: Lab): Promise<TokenKit> {
  const user = await lab.user();
  const again = await loggedInAgain(lab);
  const login = typeof again === "string" ? undefined : again;
  const isTestable = Object.keys(lab.contract.auth.testHeaders).length > 0;
  const made: readonly Made[] = [
    ["valid", user.token, ""],
    ["absent", null, ""],
    ["wrong-signature", withBrokenSignature(user.token), ""],
    ["malformed", new Secret(`gapproof-${randomBytes(12).toString("hex")}`), ""],
    ...(isTestable ? [["as-test", withBrokenSignature(user.token), ""] as const] : []),
    ["unsigned", unsignedOf(user.token), "the token has no parts"],
    ["relogin", login?.token, typeof again === "string" ? again : ""],
    ["refresh", user.refreshToken ?? login?.refreshToken, "no login gave a refresh token"],
  ];
  const { tokens, notTried } = sorted([...made, ...(await mintedFor(lab, user))]);
  const issuedAt = login && issuedAtOf(login.token);
  return { user, tokens, notTried, ...(issuedAt === undefined ? {} : { issuedAt }) };
}

function sorted(made: readonly Made[]): Pick<TokenKit, "tokens" | "notTried"> {
  const tokens = new Map<TokenForm, Secret | null>();
  const notTried: Partial<Record<TokenForm, string>> = {};
  for (const [form, token, why] of made) {
    if (token === undefined) notTried[form] = why;
    else tokens.set(form, token);
  }
  return { tokens, notTried };
}

async function mintedFor(lab: Lab, user: User): Promise<readonly Made[]> {
  return await Promise.all(
    forged(lab).map(async ([form, claims, algorithm]): Promise<Made> => {
      const minted = await lab.wire.users.mint(user, claims, algorithm).catch(explain);
      return typeof minted === "string" ? [form, undefined, minted] : [form, minted, ""];
    }),
  );
}

async function loggedInAgain(lab: Lab): Promise<User | string> {
  if (!lab.mayRegister) return "no account is left behind on somebody else's deployment";
  try {
    return await lab.wire.users.registered();
  } catch (error) {
    return explain(error).split("\n")[0] ?? "";
  }
}

type Forgery = readonly [TokenForm, Readonly<Record<string, unknown>>, TokenAlgorithm?];

/** One claim changed at a time, as far as the contract says there is one. */
function forged({ contract, clock }: Lab): readonly Forgery[] {
  const { jwt } = contract.auth;
  const now = Math.floor(clock.date().getTime() / 1000);
  const ttl = jwt?.ttlSeconds ?? tenMinutes;
  const forgeries: readonly Forgery[] = [
    ["expired", { iat: now - ttl - tenMinutes, exp: now - tenMinutes }],
    ["future", { iat: now + hour, exp: now + hour + ttl }],
    ["other-audience", { aud: "gapproof-nobody" }],
    ["other-issuer", { iss: "gapproof-nobody" }],
    ["other-size", {}, jwt?.algorithm === "HS512" ? "HS384" : "HS512"],
    ["early", { iat: now - hour }],
    ["long", { exp: now + ttl + 6 * hour }],
  ];
  return forgeries.filter(([, claims]) => Object.keys(claims).every((one) => has(contract, one)));
}

function has({ auth }: Contract, claim: string): boolean {
  const claims = auth.jwt?.claims;
  return claims === undefined || (typeof claims === "object" && claims !== null && claim in claims);
}

/** RFC 7519 section 6: the same claims, and a header that says nothing proves them. */
function unsignedOf(token: Secret): Secret | undefined {
  const [, payload, signature] = token.reveal().split(".");
  if (payload === undefined || signature === undefined) return undefined;
  const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url");
  return new Secret(`${header}.${payload}.`);
}

function issuedAtOf(token: Secret): number | undefined {
  const { iat } = claimsOf(token.reveal());
  return typeof iat === "number" ? iat : undefined;
}
