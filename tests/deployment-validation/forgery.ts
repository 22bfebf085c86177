import { Secret } from "../../src/ground/secret.ts";

type Part = Readonly<Record<string, unknown>>;

// What a forger does who has a token and not the secret (RFC 8725, sections 2.1 and 3.1).

/** The same claims in a token that says it needs no signature. */
export function unsigned(token: Secret, algorithm: string): Secret {
  const { header, claims } = partsOf(token);
  return new Secret(`${encoded({ ...header, alg: algorithm })}.${encoded(claims)}.`);
}

/** The same token with its signature gone. */
export function stripped(token: Secret): Secret {
  const [header, claims] = token.reveal().split(".");
  return new Secret(`${header}.${claims}.`);
}

/** Other claims under the signature of the first ones. */
export function rewritten(token: Secret, changes: Part): Secret {
  const [header, , signature] = token.reveal().split(".");
  const { claims } = partsOf(token);
  return new Secret(`${header}.${encoded({ ...claims, ...changes })}.${signature}`);
}

function partsOf(token: Secret): { readonly header: Part; readonly claims: Part } {
  const [header = "", claims = ""] = token.reveal().split(".");
  return { header: decoded(header), claims: decoded(claims) };
}

function encoded(part: Part): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

function decoded(part: string): Part {
  return JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as Part;
}

/** What a token says of itself, unverified. @throws {SyntaxError} when it cannot be read */
export function claimsOf(token: Secret): Part {
  return partsOf(token).claims;
}
