import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { isSecret } from "./secrecy.ts";
import type { Setting } from "./setting.ts";
import type { SettingSource } from "./setting-set.ts";

/**
 * Secrets that a file only names are references, whatever they were filled in with on this machine: it is
 * the file that is judged. Their names stand where their fingerprints stood.
 */
export function withReferences(source: SettingSource, folder: string): SettingSource {
  const lines = new Map<string, readonly string[]>();
  const linesOf = (file: string): readonly string[] => {
    const known = lines.get(file) ?? linesIn(resolve(folder, file));
    lines.set(file, known);
    return known;
  };
  const settings = source.settings.map((setting): Setting => {
    const { key, value, from } = setting;
    if (value.kind !== "secret" || from.line === undefined) return setting;
    const spelled = spelledIn(linesOf(from.file).slice(from.line - 1), key);
    const to = spelled === undefined ? undefined : namedIn(spelled, key);
    return to === undefined ? setting : { ...setting, value: { kind: "reference", to } };
  });
  return { ...source, settings };
}

function linesIn(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8").split(/\r\n?|\n/);
  } catch {
    // It was read a moment ago; whoever took it away since leaves a literal, which is told.
    return [];
  }
}

/** `${NAME}`, `${NAME:?words}`, `$(NAME)`, `$NAME`, `{{ name }}`, `<name>`. */
const placeholder = /\$\{\w+(?::?\?[^}]*)?\}|\$\(\w+\)|\$[A-Za-z_]\w*|\{\{[^{}]*\}\}|<[\w .-]+>/g;
/** What stands there where nothing is set: as much in plain sight as if it stood alone. */
const fallback = /\$\{\w+:?[-+]([^}]*)\}/g;

/** What a text names instead of a secret; `undefined` where the secret, or a part of it, stands there itself. */
function namedIn(spelled: string, key: string): string | undefined {
  const names = spelled.match(placeholder) ?? [];
  const rest = spelled.replaceAll(fallback, "$1").replaceAll(placeholder, "").trim();
  if (names.length === 0 && !/\$\{/.test(spelled)) return undefined;
  const isLiteral = rest !== "" && isSecret(key, rest);
  return isLiteral ? undefined : names.join(" ") || `\${${key}}`;
}

/** A key's value as its file spells it, from its first line on. */
function spelledIn([line = "", ...next]: readonly string[], key: string): string | undefined {
  const named = key.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const beside = new RegExp(`(?:^|[\\s"'{,-])${named}["']?\\s*[:=]\\s*(.*)$`).exec(line)?.[1];
  if (beside !== undefined && beside.trim() !== "") return bare(beside);
  // `KEY` alone, in compose, takes its value from whoever starts it.
  if (new RegExp(`^\\s*(?:-\\s+)?["']?${named}["']?:?\\s*$`).test(line)) return `\${${key}}`;
  if (!new RegExp(`name["']?:\\s*["']?${named}\\b`).test(line)) return undefined;
  const [value] = [line, ...next.slice(0, 2)].flatMap(
    (one) => /\bvalue["']?:\s*(.*)$/.exec(one)?.[1] ?? [],
  );
  return value === undefined ? undefined : bare(value);
}

/** Without quotes, and without what follows: a comment, a comma, the end of a map on one line. */
function bare(text: string): string {
  const quoted = /^(["'])(.*?)\1/.exec(text.trim())?.[2];
  return quoted ?? text.replace(/\s#.*$/, "").replace(/[\s,]+(\}[\s,]*)?$/, "");
}
