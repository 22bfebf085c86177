import { isSecret } from "./secrecy.ts";

/** What stands where a secret would be, and is none: it is told apart while the text is still in sight. */
export type StandIn =
  /** The name of what is filled in, or of where it is kept. */
  | { readonly kind: "reference"; readonly to: string }
  /** A flag, a number, a path: it opens nothing. */
  | { readonly kind: "plain" }
  /** Words that ask for a secret, such as CHANGE_ME: a secret only where somebody runs them. */
  | { readonly kind: "sample" };

/**
 * @param text - as it stands in the file, before anything is filled in
 * @returns undefined where the secret, or a part of it, stands there itself
 */
export function standInOf(key: string, text: string): StandIn | undefined {
  const trimmed = text.trim();
  const whole = wholeName(trimmed);
  if (whole !== undefined) return { kind: "reference", to: whole };
  const { names, rest } = filledPartsOf(trimmed);
  if (names.length === 0) return literalOf(key, trimmed);
  // A default is as much in plain sight as if it stood alone.
  const isHarmless = rest === "" || !isSecret(key, rest);
  return isHarmless ? { kind: "reference", to: names.join(" ") } : literalOf(key, rest);
}

function literalOf(key: string, text: string): StandIn | undefined {
  if (text === "" || isSecret("", text)) return undefined;
  if (isPlain(key, text)) return { kind: "plain" };
  return sample.test(text) ? { kind: "sample" } : undefined;
}

/** What other programs fill in, each in its own way: `%X%`, `__X__`, `#{x}#`, `[[x]]`, `@x@`. */
const wholeNames: readonly RegExp[] = [
  /^%[A-Za-z_]\w*%$/,
  /^__[A-Za-z]\w*__$/,
  /^#\{\s*[\w.-]+\s*\}#?$/,
  /^\[\[[\w. -]+\]\]$/,
  /^@[\w.-]+@$/,
  /^ENC\[[^\]]*\]$/,
];

/** Addresses of what is kept in a store. */
const stores: readonly RegExp[] = [
  /^(sm|op|awssm|gcpsm|azkv|secretref|keyvault|bws|doppler|infisical|vault|ref\+\w+):\/\/\S+$/i,
  /^vault:[\w.-]+\/[^\s#]+(#\S+)?$/i,
  /^arn:aws[\w-]*:(secretsmanager|ssm):\S+$/i,
  /^projects\/[^\s/]+\/(locations\/[^\s/]+\/)?secrets\/\S+$/i,
  /^@Microsoft\.KeyVault\([^()]*\)$/i,
];

/** Of an address, its parts: the text itself is scrubbed wherever it is shown, as all that may be a secret. */
function wholeName(text: string): string | undefined {
  // As it stands there, which is scrubbed: it may be a password with odd ends.
  if (wholeNames.some((pattern) => pattern.test(text))) return text;
  return stores.some((store) => store.test(text)) ? text.replace(/:\/*|\//, " ") : undefined;
}

const templated = /\{\{\s*([^{}]*?)\s*\}\}|<([\w .-]+)>/g;
/** The innermost one: `${NAME}`, `${NAME:?words}`, `${NAME:-default}`, `$(NAME)`, `$NAME`. */
const variable = /\$\{(\w+)(?:(:?[-+?])([^${}]*))?\}|\$\(([\w.-]+)\)|\$([A-Z_][A-Z\d_]*)\b/;

/** The names in a text, and what is left of it where none of them is set. */
function filledPartsOf(text: string): { readonly names: readonly string[]; readonly rest: string } {
  const names: string[] = [];
  let rest = text.replaceAll(templated, (_, braced?: string, pointed?: string) => {
    names.push(braced ?? `<${pointed}>`);
    return "";
  });
  for (let found = variable.exec(rest); found !== null; found = variable.exec(rest)) {
    const [all, braced, sign = "?", word = "", inParentheses, bare] = found;
    names.push(braced ?? inParentheses ?? bare ?? "");
    const left = sign.endsWith("?") ? "" : word;
    rest = rest.slice(0, found.index) + left + rest.slice(found.index + all.length);
  }
  return { names: [...new Set(names)], rest: rest.trim() };
}

/** Names that hold the word for a secret and say how it is dealt with, or are for everybody to see. */
const plainName = /^next_public_|(^|_)(allow|use|enable|disable)_|_(timeout|policy|backend)$/i;

/** A number is a poor password, and one all the same. */
const passwordName = /(^|_)(pass(word|wd|phrase)?|pwd|secret(_?key)?)$/i;

function isPlain(key: string, text: string): boolean {
  const words = key.replaceAll(/([a-z\d])([A-Z])/g, "$1_$2").replaceAll(/[^A-Za-z\d]+/g, "_");
  if (plainName.test(words)) return true;
  if (/^(true|false|yes|no|on|off|none|null|enabled|disabled)$/i.test(text)) return true;
  if (/^-?\d+(\.\d+)?$/.test(text)) return !passwordName.test(words);
  return /^(file:\/\/)?(\/[\w.@-]{1,64}){2,}\/?$/.test(text);
}

const sample =
  /^["'<[(]*(change|replace|fill|insert|put|add|enter|set)[\s_-]*(this|me|it|here|in|your|with)|^["'<[(]*(your|my)[\s_-]|^(x{3,}|\*{3,}|\.{3}|todo|tbd|dummy|example|placeholder|sample)\b|[\s_-]here$/i;
