/** JSON-like data with `{name}` placeholders, as it stands in a contract. */
export type Template =
  | string
  | number
  | boolean
  | null
  | readonly Template[]
  | { readonly [key: string]: Template };

/** What placeholders stand for. `{token|base64url}` encodes the value first, without padding. */
export type TemplateValues = Readonly<Record<string, unknown>>;

const placeholder = /\{(\w+)(?:\|(\w+))?\}/g;
const wholePlaceholder = /^\{(\w+)\}$/;

/**
 * Fills a template.
 *
 * A string that is nothing but one placeholder takes the value with its type, so `"{now}"` may become
 * a number. A key whose only value is a missing placeholder is left out: optional fields need no
 * second template. Anywhere else a missing value is a mistake in the contract.
 *
 * @throws {RangeError} naming the placeholder without a value, or the unknown encoding
 */
export function fill(template: Template, values: TemplateValues): unknown {
  if (typeof template === "string") return fillText(template, values);
  if (Array.isArray(template)) return template.map((item) => fill(item, values));
  if (template !== null && typeof template === "object") return fillObject(template, values);
  return template;
}

/** Fills a template that is one string: a path, a header, a subprotocol. */
export function fillString(template: string, values: TemplateValues): string {
  return template.replace(placeholder, (_, name: string, encoding: string | undefined) =>
    encode(String(lookUp(name, values)), encoding),
  );
}

function fillText(template: string, values: TemplateValues): unknown {
  const whole = wholePlaceholder.exec(template)?.[1];
  return whole === undefined ? fillString(template, values) : lookUp(whole, values);
}

function fillObject(template: object, values: TemplateValues): Record<string, unknown> {
  const filled: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(template)) {
    const whole = typeof item === "string" ? wholePlaceholder.exec(item)?.[1] : undefined;
    if (whole !== undefined && values[whole] === undefined) continue;
    filled[key] = fill(item as Template, values);
  }
  return filled;
}

function lookUp(name: string, values: TemplateValues): unknown {
  const value = values[name];
  if (value === undefined) throw new RangeError(`the template needs a value for {${name}}`);
  return value;
}

function encode(value: string, encoding: string | undefined): string {
  switch (encoding) {
    case undefined:
      return value;
    case "base64url":
      return Buffer.from(value).toString("base64url");
    case "uri":
      return encodeURIComponent(value);
    default:
      throw new RangeError(`unknown encoding "${encoding}" in a template; known: base64url, uri`);
  }
}
