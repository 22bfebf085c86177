import { createHmac, randomBytes } from "node:crypto";
import { rememberSecret } from "../../ground/redact.ts";

/** New in every process: fingerprints of two runs say nothing about one another, nor about the secret. */
const salt = randomBytes(32);

/** Names of what nobody is to see: `JWT_SECRET_KEY`, `DB_PASSWORD`, `STRIPE_API_KEY`, `GITHUB_TOKEN`. */
const secretName =
  /secret|passw(or)?d|passphrase|_(pass|pwd)$|^pass$|(private|api|access|signing|bypass|encryption|simulation|service|account|master|hmac|aes|fernet|jwt)_?keys?$|(private|api|access|signing|bypass|encryption|simulation|service|account)_?key|token(_?value|_(old|new|previous|next|staging|prod|production|dev|development|test|local|v?\d+))?$|credentials?$|_dsn$|^dsn$/i;

/** Names that hold such a word and are none: how long a token lasts, which file holds a key. */
const plainName =
  /(^|_)(file|path|dir|name|id|url|uri|ttl|expiry|expire[sd]?|expire_\w+|header|prefix|length|algorithm|project|enabled|required|tokens|version|rotation|days|hours|minutes|seconds)$|secret_?manager/i;

/** Values that are secrets whatever they are called. */
const secretTexts: readonly RegExp[] = [
  // An address with a password in it, `host:8000/@x` aside.
  /:\/\/[^\s/:@]*:(?!\d*[/?#])[^\s@]+@/,
  // Tokens as they are carried about, and as their issuers shape them.
  /\beyJ[\w-]{5,}\.[\w-]/,
  /\b(bearer|basic)\s+[\w.+/=~-]{8,}/i,
  /\b(gh[pousr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|AKIA[A-Z\d]{12,}|AIza[\w-]{30,}|sk-[\w-]{16,}|[rs]k_(live|test)_\w{10,})/,
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  // What is a file, or a list of assignments, with a secret in it.
  /(password|passwd|pwd|secret|token|(api|access|account|private)[_-]?key)["']?\s*[=:]\s*["']?[^\s"']{4,}/i,
];

/** Whether a value must not be shown, by its name or its look. */
export function isSecret(key: string, text: string): boolean {
  return isSecretName(key) || secretTexts.some((look) => look.test(text));
}

/** Whether whatever stands under this name must not be shown. */
function isSecretName(key: string): boolean {
  const words = key.replaceAll(/([a-z\d])([A-Z])/g, "$1_$2").replaceAll(/[^A-Za-z\d]+/g, "_");
  return secretName.test(words) && !plainName.test(words);
}

/**
 * What is kept of a secret: equal for equal secrets of one run, and of no use beyond it. From here on every
 * output scrubs the secret itself.
 */
export function fingerprint(secret: string): string {
  rememberSecret(secret);
  return createHmac("sha256", salt).update(secret).digest("hex").slice(0, 12);
}
