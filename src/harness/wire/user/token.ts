import { randomUUID } from "node:crypto";
import { decodeJwt, SignJWT } from "jose";
import type { Contract } from "../../../contract/contract.ts";
import { readField } from "../../../contract/field.ts";
import { fill } from "../../../contract/template.ts";
import { ConfigurationError } from "../../../ground/errors.ts";
import { Secret } from "../../../ground/secret.ts";

/** What opens the door, as far as somebody gave it. */
export interface Credentials {
  /** A ready token; stands for one identity only. */
  readonly token?: Secret | undefined;
  /** The secret tokens are signed with. */
  readonly jwtSecret?: Secret | undefined;
  /** The key of the login that is kept for tests. */
  readonly bypassKey?: Secret | undefined;
  /** Name of the environment, for the claims that name it. @default "development" */
  readonly environment?: string | undefined;
}

/** Whom a minted token stands for, and what is to differ from a good token. */
export interface Minting {
  readonly userId: string;
  readonly email: string;
  readonly environment: string;
  readonly now: Date;
  /** Replaces claims of the contract's template; an undefined one is left out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** @default the contract's */
  readonly algorithm?: TokenAlgorithm | undefined;
}

/** What a token may be signed with. */
export type TokenAlgorithm = NonNullable<Contract["auth"]["jwt"]>["algorithm"];

/** The environment credentials are read for. */
export interface CredentialsEnvironment {
  readonly name: string;
  /** What `{ENV}` stands for in the contract's variable names, strongest first. */
  readonly prefixes: readonly string[];
}

/**
 * Reads credentials where the contract says they may stand. Blank variables count as unset.
 *
 * @throws {@link ConfigurationError} naming the variable that holds a placeholder
 */
export function credentialsFrom(
  contract: Contract,
  variables: ReadonlyMap<string, { readonly value: string }>,
  environment: CredentialsEnvironment,
): Credentials {
  const spelt = (template: string): readonly string[] =>
    environment.prefixes.map((prefix) => template.replace("{ENV}", prefix));
  const find = (names: readonly string[]): Secret | undefined => {
    for (const name of names.flatMap(spelt)) {
      const value = variables.get(name)?.value.trim() ?? "";
      if (value !== "") return realSecret(value, name);
    }
    return undefined;
  };
  const { tokenVariables, secretVariables, bypassKeyVariables } = contract.auth;
  return {
    token: find(tokenVariables),
    bypassKey: find(bypassKeyVariables),
    jwtSecret: find(secretVariables),
    environment: environment.name,
  };
}

/**
 * A secret that is one, not a word standing in for it: a placeholder would be sent, refused, and
 * reported as the backend's fault.
 *
 * @param subject - where it came from, for the message
 * @throws {@link ConfigurationError}
 */
export function realSecret(value: string | Secret, subject: string): Secret {
  const text = (typeof value === "string" ? value : value.reveal()).trim();
  if (text === "") throw new ConfigurationError(subject, "must not be empty");
  if (placeholders.some((pattern) => pattern.test(text))) {
    throw new ConfigurationError(subject, "must be a real secret, not a placeholder");
  }
  return typeof value === "string" ? new Secret(text) : value;
}

const placeholders: readonly RegExp[] = [
  /^[<[{].*[>\]}]$/,
  /^\$\{?\w+\}?$/,
  /^your[-_ ]/i,
  /^(?:x+|\*+|\.+|todo|tbd|none|null|undefined|token|secret)$/i,
  /^(?:mock|fake|dummy|placeholder|change[-_ ]?me)/i,
];

/**
 * Signs a token with every claim of the contract's template.
 *
 * @throws {@link ConfigurationError} when the contract does not say what a token looks like
 */
export async function mintToken(
  contract: Contract,
  secret: Secret,
  minting: Minting,
): Promise<Secret> {
  const { jwt } = contract.auth;
  if (jwt === undefined) throw new ConfigurationError("contract.auth.jwt", "is needed to mint");
  const { userId, email, environment } = minting;
  const now = Math.floor(minting.now.getTime() / 1000);
  const values = { userId, email, environment, now, expiresAt: now + jwt.ttlSeconds };
  const tokenId = `jti_${randomUUID()}`;
  const template = fill(jwt.claims, { ...values, tokenId }) as Record<string, unknown>;
  const claims = Object.entries({ ...template, ...minting.claims });
  const payload = Object.fromEntries(claims.filter(([, value]) => value !== undefined));
  const token = await new SignJWT(payload)
    .setProtectedHeader({ alg: minting.algorithm ?? jwt.algorithm, typ: "JWT" })
    .sign(new TextEncoder().encode(secret.reveal()));
  return new Secret(token);
}

/** The same token with a signature that is of the right length and wrong. */
export function withBrokenSignature(token: Secret): Secret {
  const parts = token.reveal().split(".");
  const signature = parts.at(-1) ?? "";
  // The first character: the last one of a base64url text may hold bits nobody reads.
  const first = signature.startsWith("A") ? "B" : "A";
  return new Secret([...parts.slice(0, -1), first + signature.slice(1)].join("."));
}

/** Who a token says it is, unverified; undefined for what the contract's claims do not name. */
export function identityIn(
  contract: Contract,
  token: Secret,
): { readonly id: string | undefined; readonly email: string | undefined } {
  const template = contract.auth.jwt?.claims;
  const claims = claimsOf(token);
  const read = (placeholder: string): string | undefined => {
    const entries = template !== null && typeof template === "object" ? template : {};
    const name = Object.entries(entries).find(([, value]) => value === placeholder)?.[0];
    const value = name === undefined ? undefined : readField(claims, [name]);
    return typeof value === "string" ? value : undefined;
  };
  return { id: read("{userId}"), email: read("{email}") };
}

function claimsOf(token: Secret): unknown {
  try {
    return decodeJwt(token.reveal());
  } catch {
    return undefined;
  }
}
