import { parse } from "dotenv";
import { ConfigurationError } from "../../../ground/errors.ts";

/** A file of variables as it lies there. */
export interface EnvText {
  /** As it is called in messages. */
  readonly file: string;
  /** Its lines end with a line feed alone. */
  readonly text: string;
}

/** One variable of a file, with its value as `dotenv` reads it. */
export interface Assignment {
  readonly key: string;
  readonly text: string;
  /** It stands between quotes that let nothing be filled in. */
  readonly isLiteral: boolean;
  readonly line: number;
}

const assignment = /^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*|:\s+)(.*)$/;

/**
 * What a file of variables sets, as `dotenv` reads it; of a key that is set twice, the last.
 *
 * @throws {@link ConfigurationError} naming file and line of what is no assignment, and of a quote that is
 * never closed: `dotenv` itself would pass over both
 */
export function assignmentsIn({ file, text }: EnvText): readonly Assignment[] {
  const lines = text.split("\n");
  const found = new Map<string, Assignment>();
  for (let at = 0; at < lines.length; at += 1) {
    const content = lines[at] ?? "";
    if (isNothing(content)) continue;
    const [, key, value = ""] = assignment.exec(content) ?? [];
    if (key === undefined) throw noAssignment(file, at + 1);
    const line = at + 1;
    at = lastLineOf(file, lines, { at, value });
    // One at a time: blank lines in a whole file cost `dotenv` the square of their number.
    const said = new Map(Object.entries(parse(lines.slice(line - 1, at + 1).join("\n")))).get(key);
    if (said === undefined) throw noAssignment(file, line);
    found.delete(key);
    found.set(key, { key, text: said, isLiteral: value.startsWith("'"), line });
  }
  return [...found.values()];
}

/**
 * A file whose values are taken as they stand, quotes and all: compose's `format: raw`.
 *
 * @throws {@link ConfigurationError} naming file and line of what is no assignment
 */
export function rawAssignmentsIn({ file, text }: EnvText): readonly Assignment[] {
  return text.split("\n").flatMap((content, at) => {
    if (isNothing(content)) return [];
    const [, key, value = ""] = /^\s*([^\s=]+)=(.*)$/.exec(content) ?? [];
    if (key === undefined) throw noAssignment(file, at + 1);
    return [{ key, text: value, isLiteral: true, line: at + 1 }];
  });
}

function isNothing(content: string): boolean {
  return /^\s*(#|$)/.test(content);
}

/** What stands there is not told: it may be a secret whose name was forgotten. */
function noAssignment(file: string, line: number): ConfigurationError {
  return new ConfigurationError(`${file}, line ${line},`, "must be NAME=value or a comment");
}

/** A quoted value ends where its quote is closed, lines further on perhaps. */
function lastLineOf(
  file: string,
  lines: readonly string[],
  { at, value }: { readonly at: number; readonly value: string },
): number {
  const quote = /^["'`]/.exec(value)?.[0];
  if (quote === undefined) return at;
  let rest = value.slice(1);
  for (let end = at; end < lines.length; rest = lines[++end] ?? "") {
    if (closes(rest, quote)) return end;
  }
  const rule = `must close the quote ${quote} that its value opens`;
  throw new ConfigurationError(`${file}, line ${at + 1},`, rule);
}

function closes(text: string, quote: string): boolean {
  return text.replaceAll(/\\./g, "").includes(quote);
}
