import { KnownSecrets } from "./known-secrets.ts";
import { settingSecrets, tokenShapes } from "./setting-secrets.ts";

const known = new KnownSecrets();

const patterns: readonly (readonly [RegExp, string])[] = [
  // A JWT, raw or with its dots encoded (base64url of "eyJ" starts "ZXlK").
  [/\beyJ[\w-]{5,}\.[\w-]*\.?[\w-]*/g, "[redacted-jwt]"],
  [/\b(jwt|jwt-auth|bearer|staging-auth)\.[\w.+/=-]{8,}/gi, "$1.[redacted]"],
  // Not what a server asks for, `Basic realm="…"`; credentials may end in `="` too, so nothing else is let through.
  [/\b(Bearer|Basic)\s+(?!realm=")[\w.+/=~-]{4,}/gi, "$1 [redacted]"],
  [
    /([?&#](?:access_token|refresh_token|id_token|token|api_key|apikey|key|password|secret)=)[^&\s"']+/gi,
    "$1[redacted]",
  ],
  [/((?:set-)?cookie["']?\s*[:=]\s*["']?)(?:="[^"\r\n\\]*"|[^\r\n"'\\]|\\.)+/gi, "$1[redacted]"],
  // A value under a name that ends in a secret's, quoted either way …
  [
    /((?:password|passwd|passphrase|secret|token|(?:access|api|bypass|private|secret)[_-]?key|authorization)["']?\s*[:=]\s*)(["'])(?:\\.|(?!\2)[^\\\r\n])+\2/gi,
    "$1$2[redacted]$2",
  ],
  // … and inside a JSON string, where every quote is escaped.
  [
    /((?:password|passwd|passphrase|secret|token|(?:access|api|bypass|private|secret)[_-]?key|authorization)\\"\s*:\s*\\")(?:(?!\\")[^\r\n])+(?=\\")/gi,
    "$1[redacted]",
  ],
  // A header or a setting without quotes; it ends with its line.
  [
    /\b((?:proxy-)?authorization[ \t]*:[ \t]*)(?!["'\\[])(?:\w+[ \t]+)?[^\s"'\\,;]{4,}/gi,
    "$1[redacted]",
  ],
  [/\b((?:x-)?api-?key[ \t]*:[ \t]*)(?!["'\\[])[^\s"'\\,;]{4,}/gi, "$1[redacted]"],
  ...settingSecrets,
  ...tokenShapes,
  // user:password@ in a URL
  [/(\/\/[^\s/:@]+:)[^\s/@]+@/g, "$1[redacted]@"],
];

/**
 * Makes `redact` scrub this text wherever it appears, raw, URL-encoded or base64url-encoded.
 *
 * @returns forgets it again; a text remembered twice must be forgotten twice
 */
export function rememberSecret(value: string): () => void {
  return known.remember(value, [
    encodeURIComponent(value),
    Buffer.from(value).toString("base64url"),
  ]);
}

/**
 * Scrubs known secrets and everything shaped like one.
 *
 * Applied where evidence is recorded and once more in every sink; applying it twice changes nothing.
 */
export function redact(text: string): string {
  let clean = known.scrub(text, "[redacted]");
  for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
  return clean;
}

/** Whether a text holds a secret this process knows, in any of its encodings. */
export function holdsSecret(text: string): boolean {
  return known.isIn(text);
}

/** Redacts every string inside a JSON-like value, and values under secret-looking keys. */
export function redactDeep<T>(value: T): T {
  return walk(value, "", { shown: new Map(), hidden: new Map() }) as T;
}

/**
 * Copies by what they are copies of, because values may lead back to themselves: the certificate in a TLS error is
 * its own issuer. A list below a secret's name has another copy than one elsewhere.
 */
interface Copies {
  readonly shown: Map<object, unknown>;
  readonly hidden: Map<object, unknown>;
}

const secretKey =
  /(?:password|passwd|passphrase|secret|(?:^|_|[a-z])token$|^token$|(?:access|api|bypass|private)[_-]?key|^authorization$|cookie)/i;

function walk(value: unknown, key: string, copies: Copies): unknown {
  const isSecret = secretKey.test(key);
  if (typeof value === "string") return isSecret && value !== "" ? "[redacted]" : redact(value);
  if (value === null || typeof value !== "object") return value;
  const known = isSecret ? copies.hidden : copies.shown;
  const same = known.get(value);
  if (same !== undefined) return same;
  const copy = blankFor(value);
  if (copy === undefined) return value;
  known.set(value, copy);
  for (const [name, item] of Object.entries(value)) {
    copy[name] = walk(item, Array.isArray(value) ? key : name, copies);
  }
  return copy;
}

/** What a copy is written into, with every field from the start: to set one called `__proto__` would do something else. */
function blankFor(value: object): Record<string, unknown> | undefined {
  if (Array.isArray(value)) return [...value] as unknown as Record<string, unknown>;
  return isPlain(value) ? { ...value } : undefined;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
