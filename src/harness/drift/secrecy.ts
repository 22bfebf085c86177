import { createHmac, randomBytes } from "node:crypto";
import { rememberSecret } from "../../ground/redact.ts";

/** New in every process: fingerprints of two runs say nothing about one another, nor about the secret. */
const salt = randomBytes(32);

/** Names of what nobody is to see: `JWT_SECRET_KEY`, `DB_PASSWORD`, `STRIPE_API_KEY`, `GITHUB_TOKEN`. */
const secretName =
  /secret|passw(or)?d|passphrase|(private|api|access|signing|bypass|encryption|simulation|service|account)_?key|token(_?value)?$|credentials?$|_dsn$|^dsn$/i;

/** Names that hold such a word and are none: how long a token lasts, which file holds a key. */
const plainName =
  /(file|path|name|id|url|uri|ttl|expiry|expire[sd]?|expire_\w+|header|prefix|length|algorithm|project|enabled|required|tokens|version|rotation|days|hours|minutes|seconds)$|secret_?manager/i;

/** An address with a password in it, and a token as it is carried about. */
const secretText =
  /^[a-z][a-z+.-]*:\/\/[^\s/:@]*:[^\s/@]+@|^eyJ[\w-]{5,}\.|-----BEGIN [A-Z ]*PRIVATE KEY/i;

/** Whether a value must not be shown, by its name or its look. */
export function isSecret(key: string, text: string): boolean {
  if (secretText.test(text)) return true;
  return secretName.test(key) && !plainName.test(key);
}

/**
 * What is kept of a secret: equal for equal secrets of one run, and of no use beyond it. From here on every
 * output scrubs the secret itself.
 */
export function fingerprint(secret: string): string {
  rememberSecret(secret);
  return createHmac("sha256", salt).update(secret).digest("hex").slice(0, 12);
}
