import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  type Node,
  visit,
  type YAMLError,
} from "yaml";

/** What is wrong with a document, and where. The rule says nothing of what stands there: it may be a secret. */
export interface YamlFault {
  readonly rule: string;
  readonly offset: number;
}

/** Whoever nests deeper is a bomb. Reading one takes half a minute before it fails by itself. */
const deepest = 1_000;

/** A manifest of 60 000 settings has fewer; as many blank ones would take a minute. */
const mostLines = 400_000;

/** What is too much for a parser, found before it begins. */
export function excessIn(text: string): YamlFault | undefined {
  let [depth, lines] = [0, 1];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === lineFeed) lines += 1;
    depth = Math.max(0, depth + (levels.get(code) ?? 0));
    if (depth > deepest) return { rule: tooDeep, offset: at };
    if (lines > mostLines) return { rule: tooLong, offset: at };
  }
  return undefined;
}

const lineFeed = 0x0a;
/** What each bracket does to the depth. */
const levels: ReadonlyMap<number, number> = new Map([
  ...["[", "{"].map((open) => [open.charCodeAt(0), 1] as const),
  ...["]", "}"].map((close) => [close.charCodeAt(0), -1] as const),
]);
const tooDeep = `must be YAML: it must not nest deeper than ${deepest} levels`;
const tooLong = `must have at most ${mostLines} lines of YAML`;

/** Rules of the parser that quote what breaks them, in words that do not. */
const inOurWords: Readonly<Partial<Record<YAMLError["code"], string>>> = {
  BAD_ALIAS: "An anchor or alias must have a name",
  BAD_COLLECTION_TYPE: "A tag must fit the collection it stands before",
  BAD_DIRECTIVE: "A line that begins with % must be a directive",
  BAD_DQ_ESCAPE: "Invalid escape sequence in double quotes",
  RESOURCE_EXHAUSTION: "It must not nest that deep",
  TAG_RESOLVE_FAILED: "A value does not fit its tag",
  UNEXPECTED_TOKEN: "Unexpected token",
};

/** The first thing wrong with a document that was parsed. */
export function faultIn(document: Document): YamlFault | undefined {
  const [error] = document.errors;
  if (error === undefined) return strayIn(document);
  const [theirs = ""] = error.message.split(/ at line |\n/, 1);
  return { rule: `must be YAML: ${inOurWords[error.code] ?? theirs}`, offset: error.pos[0] };
}

/**
 * Keys that stand twice, keys that are no text, and aliases of nothing or of what they stand in.
 *
 * The parser looks for equal keys, too, but holds each against all others: minutes for a map of some ten
 * thousand. Of aliases it says something only later, and names them.
 */
function strayIn(document: Document): YamlFault | undefined {
  const anchors = new Set<string>();
  let found: YamlFault | undefined;
  const stray = (rule: string, { range }: { readonly range?: Node["range"] | undefined }) => {
    found = { rule: `must be YAML: ${rule}`, offset: range?.[0] ?? 0 };
    return visit.BREAK;
  };
  visit(document, {
    Node(_, node) {
      if ("anchor" in node && node.anchor !== undefined) anchors.add(node.anchor);
      if (!isMap(node)) return undefined;
      const key = strayKey(node.items);
      return key && stray(key.rule, key.node ?? node);
    },
    Alias(_, { source, range }, above) {
      const isRing = above.some((one) => isNode(one) && "anchor" in one && one.anchor === source);
      if (isRing) return stray("An alias must not stand inside of what it names", { range });
      const rule = "An alias must come after the anchor it names";
      return anchors.has(source) ? undefined : stray(rule, { range });
    },
  });
  return found;
}

function strayKey(
  items: readonly unknown[],
): { readonly rule: string; readonly node: Node | undefined } | undefined {
  const keys = new Set<unknown>();
  for (const item of items) {
    const key: unknown = isPair(item) ? item.key : undefined;
    if (key === null || key === undefined) continue;
    if (!isScalar(key)) return { rule: noText, node: key as Node };
    if (keys.has(key.value) && key.value !== "<<")
      return { rule: "Map keys must be unique", node: key };
    keys.add(key.value);
  }
  return undefined;
}

const noText =
  "A key must be a text (where this is the {{ … }} of a template, render it first and name what comes out)";
