import { parse } from "dotenv";
import { ConfigurationError } from "../../../ground/errors.ts";
import { type Setting, settingOf } from "../setting.ts";
import type { SourceText } from "./source-text.ts";

/** One assignment, and the line it begins on. */
interface Assignment {
  readonly key: string;
  readonly line: number;
}

const assignment = /^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*|:\s+)(.*)$/;

/**
 * Settings in a file of variables, as `dotenv` reads it; of a key that is set twice, the last.
 *
 * @throws {@link ConfigurationError} naming file and line of what is no assignment, and of a quote that is
 * never closed: `dotenv` itself would pass over both
 */
export function readEnvFile({ file, text }: SourceText): readonly Setting[] {
  const lines = new Map(assignmentsIn({ file, text }).map(({ key, line }) => [key, line]));
  return Object.entries(parse(text)).map(([key, value]) => {
    const line = lines.get(key);
    return settingOf(key, value, { file, ...(line === undefined ? {} : { line }) });
  });
}

function assignmentsIn({ file, text }: SourceText): readonly Assignment[] {
  const lines = text.split("\n");
  const found: Assignment[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const content = lines[at] ?? "";
    if (/^\s*(#|$)/.test(content)) continue;
    const [, key, value = ""] = assignment.exec(content) ?? [];
    if (key === undefined) {
      throw new ConfigurationError(`${file}, line ${at + 1},`, "must be NAME=value or a comment");
    }
    found.push({ key, line: at + 1 });
    at = lastLineOf(file, lines, { at, value });
  }
  return found;
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
