import {
  type Document,
  isNode,
  isScalar,
  isSeq,
  isMap as isYamlMap,
  LineCounter,
  type Node,
  parseAllDocuments,
  type YAMLMap,
} from "yaml";
import { ConfigurationError } from "../../../ground/errors.ts";
import { excessIn, faultIn } from "./yaml-fault.ts";

export type Path = readonly (string | number)[];

/** A file as it lies there. */
export interface YamlText {
  /** As it is called in messages. */
  readonly file: string;
  readonly text: string;
}

/** Where a value stands. */
export interface YamlPlace {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** What all parts of a document share. */
interface Parsed {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
  /** Values by key, of maps that were looked into: a map itself looks through all of its keys. */
  readonly byKey: Map<YAMLMap, ReadonlyMap<string, unknown>>;
}

/** So many references are in no file a person wrote; a bomb has more after a few levels. */
const maxAliasCount = 10_000;

/** One document of a YAML (or JSON) file, or a part of it: its values, and the line each stands on. */
export class YamlDocument {
  readonly root: unknown;
  readonly #parsed: Parsed;
  readonly #base: Path;

  private constructor(parsed: Parsed, root: unknown, base: Path) {
    this.root = root;
    this.#parsed = parsed;
    this.#base = base;
  }

  /**
   * All documents of a file, empty ones left out.
   *
   * @throws {@link ConfigurationError} naming file, line and rule, and nothing of what stands there
   */
  static readAll(text: YamlText): readonly YamlDocument[] {
    return parsedIn(text)
      .map((parsed) => new YamlDocument(parsed, valuesOf(parsed), []))
      .filter(({ root }) => root !== null && root !== undefined);
  }

  /**
   * The only document of a file.
   *
   * @throws {@link ConfigurationError} as above, and for a file that holds several
   */
  static readOnly(text: YamlText): YamlDocument | undefined {
    const [first, second] = parsedIn(text);
    if (second !== undefined)
      throw refusal(second, 0, "must be YAML: Source contains multiple documents");
    return first && new YamlDocument(first, valuesOf(first), []);
  }

  get file(): string {
    return this.#parsed.file;
  }

  /** A part of it, as if it were a document of its own. */
  under(path: Path): YamlDocument {
    return new YamlDocument(this.#parsed, this.at(path), [...this.#base, ...path]);
  }

  /** Where a value stands; what came from an anchor or a merge is where its parent is. */
  originOf(path: Path): YamlPlace {
    const full = [...this.#base, ...path];
    for (let length = full.length; length > 0; length -= 1) {
      const range = this.#nodeAt(full.slice(0, length))?.range;
      if (range) return placeAt(this.#parsed, range[0]);
    }
    return placeAt(this.#parsed, this.#parsed.document.contents?.range?.[0] ?? 0);
  }

  /** @throws {@link ConfigurationError} naming file, line and rule */
  refuse(path: Path, rule: string, received?: string): never {
    const { file, line } = this.originOf(path);
    throw new ConfigurationError(`${file}, line ${line},`, rule, { received });
  }

  /** The map that stands there; nothing there is an empty one. */
  mapAt(path: Path): Readonly<Record<string, unknown>> {
    const value = this.at(path);
    if (value === undefined || value === null) return {};
    if (isMap(value)) return value;
    return this.refuse(path, `must have a map as ${path.join(".")}`);
  }

  /** The list that stands there; nothing there is an empty one. */
  listAt(path: Path): readonly unknown[] {
    const value = this.at(path);
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value;
    return this.refuse(path, `must have a list as ${path.join(".")}`);
  }

  at(path: Path): unknown {
    let value = this.root;
    for (const step of path) {
      if (value === null || typeof value !== "object") return undefined;
      value = Object.hasOwn(value, step) ? (value as Record<string, unknown>)[step] : undefined;
    }
    return value;
  }

  /**
   * The text of a scalar, `1.10` as it is written; `undefined` where there is none.
   *
   * @throws {@link ConfigurationError} where a tag says that only another program knows the value
   */
  textAt(path: Path): string | undefined {
    const value = this.at(path);
    const text = scalarText(value);
    const tag = this.tagAt(path);
    if (text !== undefined && tag?.startsWith("!") === true && tag !== "!")
      this.refuse(path, "must have no tag (!…) there: what it makes of the value is not known");
    if (typeof value !== "number" && typeof value !== "bigint") return text;
    const node = this.#nodeAt([...this.#base, ...path]);
    return isScalar(node) ? (node.source ?? text) : text;
  }

  /** `!reset` of `ports: !reset []`. */
  tagAt(path: Path): string | undefined {
    return this.#nodeAt([...this.#base, ...path])?.tag;
  }

  #nodeAt(path: Path): Node | undefined {
    let node: unknown = this.#parsed.document.contents;
    for (const step of path) {
      if (isSeq(node)) node = node.items[Number(step)];
      else if (isYamlMap(node)) node = this.#valuesIn(node).get(String(step));
      else return undefined;
    }
    return isNode(node) ? node : undefined;
  }

  #valuesIn(map: YAMLMap): ReadonlyMap<string, unknown> {
    const known = this.#parsed.byKey.get(map);
    if (known !== undefined) return known;
    const values = new Map(
      map.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : "", pair.value]),
    );
    this.#parsed.byKey.set(map, values);
    return values;
  }
}

function parsedIn({ file, text }: YamlText): readonly Parsed[] {
  const lines = new LineCounter();
  const excess = excessIn(text);
  if (excess !== undefined) {
    const line = text.slice(0, excess.offset).split("\n").length;
    throw new ConfigurationError(`${file}, line ${line},`, excess.rule);
  }
  const all = parseAllDocuments(text, {
    // Equal keys are looked for elsewhere. Warnings would go to stderr, with what stands in the file.
    ...{ lineCounter: lines, merge: true, uniqueKeys: false, logLevel: "error" },
  });
  if ("empty" in all) return [];
  return all.map((document) => {
    const parsed = { file, document, lines, byKey: new Map() };
    const fault = faultIn(document);
    if (fault !== undefined) throw refusal(parsed, fault.offset, fault.rule);
    return parsed;
  });
}

function valuesOf({ file, document }: Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount });
  } catch {
    // What else could go wrong was looked for when it was parsed; the parser's own words may quote a secret.
    // biome-ignore lint/style/useErrorCause: as it says above
    throw new ConfigurationError(file, "must be YAML: Excessive alias count");
  }
}

function placeAt({ file, lines }: Parsed, offset: number): YamlPlace {
  return { file, line: Math.max(1, lines.linePos(offset).line) };
}

function refusal(parsed: Parsed, offset: number, rule: string): ConfigurationError {
  const start = offset === 0 ? (parsed.document.range?.[0] ?? 0) : offset;
  const { file, line } = placeAt(parsed, start);
  return new ConfigurationError(`${file}, line ${line},`, rule);
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** Text, numbers and flags as they would reach a process; `undefined` for anything else. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" || typeof value === "bigint"
    ? String(value)
    : undefined;
}
