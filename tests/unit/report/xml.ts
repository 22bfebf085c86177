/** An element of a small XML document: enough to read JUnit back in tests. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const token =
  /<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<\/([\w-]+)>|<([\w-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;

/** Reads a document, and throws where it is not well formed. */
export function readXml(source: string): Element {
  const root: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  token.lastIndex = 0;
  while (token.lastIndex < source.length) {
    const at = token.lastIndex;
    const match = token.exec(source);
    if (match === null) throw new Error(`not well formed at: ${source.slice(at, at + 60)}`);
    take(match, open);
  }
  const [document] = root.children;
  if (open.length !== 1 || document === undefined) throw new Error("the document does not end");
  return document;
}

function take(match: RegExpExecArray, open: Element[]): void {
  const [, cdata, closing, opening, attributes = "", selfClosing, text] = match;
  const parent = open.at(-1);
  if (parent === undefined) throw new Error("text after the end");
  parent.text += cdata ?? decode(text ?? "");
  if (closing !== undefined) {
    open.pop();
    if (parent.name !== closing) throw new Error(`</${closing}> does not close <${parent.name}>`);
  }
  if (opening === undefined) return;
  const element = { name: opening, attributes: readAttributes(attributes), children: [], text: "" };
  parent.children.push(element);
  if (selfClosing === "") open.push(element);
}

function readAttributes(source: string): Record<string, string> {
  const pairs = [...source.matchAll(/([\w:-]+)="([^"]*)"/g)];
  return Object.fromEntries(pairs.map(([, name = "", value = ""]) => [name, decode(value)]));
}

function decode(text: string): string {
  if (/&(?!(?:amp|lt|gt|quot|#x[0-9A-F]+);)/.test(text)) throw new Error(`bare & in: ${text}`);
  return text
    .replaceAll(/&#x([0-9A-F]+);/g, (_, code: string) =>
      String.fromCodePoint(Number.parseInt(code, 16)),
    )
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}
