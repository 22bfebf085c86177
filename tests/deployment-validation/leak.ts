import { holdsSecret } from "../../src/ground/redact.ts";

/** Texts that give something away wherever they stand. */
const shapes: Readonly<Record<string, RegExp>> = {
  "a JSON Web Token": /\beyJ[\w-]{5,}\.eyJ[\w-]{5,}\.[\w-]*/,
  "a JSON Web Token, encoded": /\bZXlK[\w+/-]{20,}/,
  "a private key": /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  "a secret in a URL's query":
    /[?&](?:access_token|refresh_token|token|api_?key|key|secret|password)=[\w.~+%-]{8,}/i,
  "a password in a URL": /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"']*:(?!\[redacted\]|\*+@)[^\s/@"']+@/i,
};

/** Names under which a secret stands. */
const secretName =
  /(?:^|[_.-]|(?<=[a-z]))(?:password|passwd|pwd|secret|secret_?key|api_?key|private_?key|signing_?key|access_?key|bypass_?key|token|credentials?)$/i;

/** Values that give nothing away: masked, or words about a secret and where to get one. */
const harmless: readonly RegExp[] = [
  /^\s*$/,
  /^[*•.x#-]+$/i,
  /^(?:your|my|enter|insert|replace|change)[-_ ]/i,
  /redacted|masked|hidden|\*{3}|^<.*>$|^\$\{.*\}$/i,
  /^(?:set|unset|configured|missing|present|absent|required|optional|none|null|true|false|yes|no|enabled|disabled|bearer|basic|header|query|cookie|string)$/i,
  /^(?:https?:\/\/[^\s?]+|\/[\w./{}:-]*)$/,
];

/** What a public answer gives away, as places and reasons; never the value itself. */
export function leaksIn(text: string, json: unknown): readonly string[] {
  return [
    ...(holdsSecret(text) ? ["a secret of this run"] : []),
    ...Object.entries(shapes).flatMap(([what, shape]) => (shape.test(text) ? [what] : [])),
    ...(json === undefined ? linesOf(text) : fieldsOf(json, [])),
  ];
}

function fieldsOf(value: unknown, place: readonly string[]): readonly string[] {
  if (value !== null && typeof value === "object") {
    return Object.entries(value).flatMap(([key, item]) => fieldsOf(item, [...place, key]));
  }
  // A description may show what a request looks like.
  if (typeof value !== "string" || place.some((key) => /^examples?$/i.test(key))) return [];
  return isSecret(place.at(-1) ?? "", value) ? [`a value under ${place.join(".")}`] : [];
}

/** `name=value` and `name: value`, as they stand in texts that are no JSON. */
function linesOf(text: string): readonly string[] {
  return [...text.matchAll(/\b([\w.-]+)["']?\s*[=:]\s*["']?([^\s"'&,;]+)/g)].flatMap(
    ([, name = "", value = ""]) => (isSecret(name, value) ? [`a value after ${name}`] : []),
  );
}

function isSecret(name: string, value: string): boolean {
  return secretName.test(name) && !harmless.some((pattern) => pattern.test(value));
}
