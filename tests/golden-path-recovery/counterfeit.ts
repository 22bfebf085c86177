import { createHmac, randomBytes } from "node:crypto";
import { Secret } from "../../src/ground/secret.ts";
import { stripped, unsigned } from "../deployment-validation/forgery.ts";

/** Texts that are no token at all. */
export function nonsense(token: Secret): Readonly<Record<string, Secret>> {
  const text = token.reveal();
  return {
    "a word": new Secret("gapproof-is-no-token"),
    "three parts of nothing": new Secret("e30.e30.gapproof"),
    "a token cut in half": new Secret(text.slice(0, Math.ceil(text.length / 2))),
  };
}

const hashes: Readonly<Record<string, string>> = {
  HS256: "sha256",
  HS384: "sha384",
  HS512: "sha512",
};

/**
 * Well-formed tokens with the claims of a real one and a signature that proves nothing.
 *
 * @param token - a JSON Web Token
 * @param algorithm - the one it is signed with
 */
export function counterfeits(token: Secret, algorithm: string): Readonly<Record<string, Secret>> {
  return {
    "no algorithm": unsigned(token, "none"),
    "no algorithm, in capitals": unsigned(token, "NONE"),
    "no signature": stripped(token),
    "another key": signedElsewhere(token, algorithm),
  };
}

function signedElsewhere(token: Secret, algorithm: string): Secret {
  const signed = token.reveal().split(".").slice(0, 2).join(".");
  const key = createHmac(hashes[algorithm] ?? "sha256", randomBytes(48));
  return new Secret(`${signed}.${key.update(signed).digest("base64url")}`);
}
