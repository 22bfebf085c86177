import { type Document, isNode, LineCounter, parseAllDocuments } from "yaml";
import { ConfigurationError } from "../../../ground/errors.ts";
import type { Origin } from "../setting.ts";
import type { SourceText } from "./source-text.ts";

export type Path = readonly (string | number)[];

/** One document of a YAML (or JSON) file: its values, and the line each stands on. */
export class YamlDocument {
  readonly file: string;
  readonly root: unknown;
  readonly #document: Document;
  readonly #lines: LineCounter;

  private constructor(file: string, document: Document, lines: LineCounter) {
    this.file = file;
    this.#document = document;
    this.#lines = lines;
    this.root = this.#toValues();
  }

  /**
   * All documents of a file, empty ones left out.
   *
   * @throws {@link ConfigurationError} naming file, line and rule
   */
  static readAll({ file, text }: SourceText): readonly YamlDocument[] {
    const lines = new LineCounter();
    const documents = parseAllDocuments(text, { lineCounter: lines, merge: true });
    if ("empty" in documents) return [];
    for (const { errors } of documents) {
      const [error] = errors;
      if (error === undefined) continue;
      const [rule = ""] = error.message.split(/ at line |\n/, 1);
      const { line } = lines.linePos(error.pos[0]);
      throw new ConfigurationError(`${file}, line ${line},`, `must be YAML: ${rule}`);
    }
    return documents
      .map((document) => new YamlDocument(file, document, lines))
      .filter(({ root }) => root !== null && root !== undefined);
  }

  /** Where a value stands; what came from an anchor or a merge is where its parent is. */
  originOf(path: Path): Origin {
    for (let length = path.length; length > 0; length -= 1) {
      const node: unknown = this.#document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return this.#at(node.range[0]);
    }
    return this.#at(this.#document.range?.[0] ?? 0);
  }

  /** @throws {@link ConfigurationError} naming file, line and rule */
  refuse(path: Path, rule: string): never {
    const { file, line } = this.originOf(path);
    throw new ConfigurationError(`${file}, line ${line},`, rule);
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

  /** The text of a scalar; `undefined` where there is none. */
  textAt(path: Path): string | undefined {
    return scalarText(this.at(path));
  }

  #at(offset: number): Origin {
    return { file: this.file, line: this.#lines.linePos(offset).line };
  }

  #toValues(): unknown {
    try {
      return this.#document.toJS();
    } catch (cause) {
      const rule = cause instanceof Error ? cause.message : String(cause);
      // biome-ignore lint/style/useErrorCause: the cause is in the details
      throw new ConfigurationError(this.file, `must be YAML: ${rule}`, { cause });
    }
  }
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
