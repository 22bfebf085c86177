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

/** Names that say less: `APP_KEY`, `REDIS_AUTH`, `HASH_SALT`, `STORAGE_SAS`, `CREDENTIALS_JSON`. The value decides. */
const likelyName =
  /(^|_)(auth|salt|pepper|sas)$|_keys?$|(credentials?|service_account|_key)_(json|pem|b(ase)?64)$/i;

/** Keys that lock nothing: everybody may have them, or they are keys of tables, messages and texts. */
const openKey =
  /^(next_public|vite|react_app)_|(^|_)(public|pub|publishable|site|cache|primary|foreign|partition|shard|sort|hash|range|group|unique|index|lookup|row|map|routing|object|idempotency|correlation|translation|i18n|locale|message|label|metric|feature|config|setting|issue|registry|hot|shortcut)_?keys?(_(json|pem|b(ase)?64))?$/i;

/** What stands under such names and hides nothing: a flag, a mode, a state, a small number, a place. */
const plainTexts: readonly RegExp[] = [
  /^(true|false|yes|no|on|off|enabled?|disabled?|required|optional|none|null|auto|default|strict|permissive)$/i,
  /^(basic|bearer|digest|jwt|oauth2?|oidc|saml|ldap|iam|m?tls|cookie|session|internal|local|external)$/i,
  /^(ok|up|down|ready|healthy|unhealthy|degraded|connected|disconnected|available|unavailable|unknown)$/i,
  /^\d{1,6}$/,
  // What its query or its user would give away is looked for among the values.
  /^[a-z][a-z\d+.-]*:\/\/[^\s@]*$/i,
  /^[\w.~/-]*\/[\w.~/-]*\.(pem|key|crt|cer|json|p12|pfx|pub|txt)$/i,
];

/** Values that are secrets whatever they are called. */
const secretTexts: readonly RegExp[] = [
  // An address with a password in it, `host:8000/@x` aside.
  /:\/\/[^\s/:@]*:(?!\d*[/?#])[^\s@]+@/,
  // Tokens as they are carried about, and as their issuers shape them.
  /\beyJ[\w-]{5,}\.[\w-]/,
  /\b(bearer|basic)\s+[\w.+/=~-]{8,}/i,
  /\b(gh[pousr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|AKIA[A-Z\d]{12,}|AIza[\w-]{30,}|sk-[\w-]{16,}|[rs]k_(live|test)_\w{10,})/,
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /(^|[\s"'=:])SG\.[\w-]{8,}\.[\w-]{8,}/,
  /^base64:[\w+/]{20,}={0,2}$/,
  // Addresses that are secrets as a whole: whoever knows them may post there, or fetch what is signed.
  /\bhooks\.slack(-gov)?\.com\/(services|workflows|triggers)\/|\bdiscord(app)?\.com\/api\/webhooks\/|\.webhook\.office\.com\//i,
  /(^|[?&])(sig|signature|x-amz-signature|x-goog-signature)=[^&\s]/i,
  // What is a file, or a list of assignments, with a secret in it.
  /(password|passwd|pwd|secret|token|(api|access|account|private)[_-]?key)["']?\s*[=:]\s*["']?[^\s"']{4,}/i,
];

/** Whether a value must not be shown, by its name or its look. */
export function isSecret(key: string, text: string): boolean {
  return isSecretName(key, text) || secretTexts.some((look) => look.test(text));
}

/** Whether what stands under this name must not be shown. */
function isSecretName(key: string, text: string): boolean {
  const words = key.replaceAll(/([a-z\d])([A-Z])/g, "$1_$2").replaceAll(/[^A-Za-z\d]+/g, "_");
  if (secretName.test(words) && !plainName.test(words)) return true;
  if (!likelyName.test(words) || openKey.test(words)) return false;
  return !plainTexts.some((look) => look.test(text.trim()));
}

/**
 * What is kept of a secret: equal for equal secrets of one run, and of no use beyond it. From here on every
 * output scrubs the secret itself.
 */
export function fingerprint(secret: string): string {
  rememberSecret(secret);
  return printOf(secret);
}

/** Whether a text is the secret with this fingerprint. Remembers no text: most are none. */
export function isFingerprintOf(print: string, text: string): boolean {
  return printOf(text.trim()) === print;
}

function printOf(text: string): string {
  return createHmac("sha256", salt).update(text).digest("hex").slice(0, 12);
}
