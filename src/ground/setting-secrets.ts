type Pattern = readonly [RegExp, string];

/**
 * Ends of names whose values are never meant to be read. What stands before them is not looked at: it is
 * `DATABASE_PASSWORD`, `PGPASSWORD` and `dbPassword` alike.
 */
const secretNames = inAnyCase(
  "(?:password|passwd|passphrase|secret|(?:access|api|bypass|private|secret)[_-]?key)",
);
const issuedNames = inAnyCase("(?:access|refresh|id)[_-]?token");
const token = inAnyCase("token");

/** A setting, its value right behind it: `NAME=value`. */
const assigned = "=";
/** As YAML, a header, a `describe` and an ini file have it. YAML needs the blank, and `jwt-secret:3` is another thing. */
const told = String.raw`(?:[ \t]{0,8}:|[ \t]{1,8}=)[ \t]{1,40}`;
/** Up to a blank or a quote; what ends with a mark goes on in prose, and `,NAME=` begins the next setting. */
const value = String.raw`(?:[^\s"'\\&,;]|[&,;](?!\s|[\w.-]+=|$))+`;
/** Says where a secret is, and is none: hidden already, `$(…)`, `${…}`, `<name>`, `name:latest` of a secret manager. */
const elsewhere = String.raw`(?!["'\\[]|\$[{(]|<[\w-]+>|[\w./-]+:(?:latest|VERSION)(?![\w-]))`;
/**
 * Behind a colon people write sentences as well: `no token: closed`, `JWT_SECRET: unset`, `password: refused, …`; and
 * they quote in them, and name the variable. A describing tool says `<set to the key …>`.
 */
const word = String.raw`(?!\x60|\$[A-Z_][A-Z0-9_]*(?![^\s"'\\,;)])|\(?[a-z]{1,15}[^\w\s"'\\]{0,3}(?:[\s"'\\]|$)|<[a-z]+[ \t])`;

/**
 * A value without quotes under a secret's name. The more a name or a separator is also one of prose, the more a value
 * has to look like a secret:
 *
 * | name | `NAME=value` | `NAME: value` and `NAME = value` |
 * |---|---|---|
 * | password, secret, key | any | six characters that are no word in small letters |
 * | something_token | eight characters | eight characters that are no word in small letters |
 * | token | eight characters | eight characters with a letter and a digit among them |
 *
 * Every repetition is bounded, or begins behind a name and ends at what it may not hold: time grows with the text.
 */
export const settingSecrets: readonly Pattern[] = [
  hiding(`(?:${secretNames}|${issuedNames})${assigned}`, elsewhere + value),
  hiding(secretNames + told, elsewhere + word + atLeast(6) + value),
  hiding(token + assigned, elsewhere + atLeast(8) + value),
  hiding(`(?<=[\\w-])${token}${told}`, elsewhere + word + atLeast(8) + value),
  hiding(
    token + told,
    String.raw`(?!HTTP\/)(?=[\w.+/=~-]*\d)(?=[\w.+/=~-]*[A-Za-z])[\w.+/=~-]{8,}(?![^\s"'\\,;)])`,
  ),
];

/** Tokens that say by their beginning who issued them; the beginning stays, for it says which one has leaked. */
export const tokenShapes: readonly Pattern[] = [
  [
    /(?<![A-Za-z0-9])(gh[opusr]_|github_pat_|glpat-|ya29\.|xox[abeoprs]-)[\w.-]{8,}/g,
    "$1[redacted]",
  ],
  // Short enough to begin a word, as in `sk-learn`.
  [/(?<![\w-])(sk[-_])[\w-]{12,}/g, "$1[redacted]"],
  [/(?<![A-Za-z0-9])(AKIA|ASIA)[A-Z0-9]{12,}/g, "$1[redacted]"],
];

function hiding(before: string, hidden: string): Pattern {
  return [new RegExp(`(${before})${hidden}`, "g"), "$1[redacted]"];
}

function atLeast(length: number): string {
  return String.raw`(?=[^\s"'\\&,;]{${length}})`;
}

/** Instead of a flag, which would make a word in small letters of `Sunshine` as well. */
function inAnyCase(source: string): string {
  return source.replace(/[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`);
}
