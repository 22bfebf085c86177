/** A cookie as an answer sets it (RFC 6265, section 4.1). */
export interface SetCookie {
  readonly value: string;
  /** Names in lower case; a flag holds an empty text. */
  readonly attributes: ReadonlyMap<string, string>;
}

/** The cookie of that name an answer sets, if it sets one. */
export function cookieSet(
  headers: Readonly<Record<string, string>>,
  name: string,
): SetCookie | undefined {
  for (const line of (headers["set-cookie"] ?? "").split("\n")) {
    const [pair = "", ...rest] = line.split(";");
    const [key, value] = halves(pair);
    if (key !== name) continue;
    const attributes = rest.map(halves).map(([flag, text]) => [flag.toLowerCase(), text] as const);
    return { value, attributes: new Map(attributes) };
  }
  return undefined;
}

function halves(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  return at === -1 ? [text.trim(), ""] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}
