import type { SourceSpec } from "../settings/drift-config.ts";

/** What a file's name says of what is in it; `undefined` when it says nothing. */
export function kindOf({ file, kind, patterns }: SourceSpec): SourceSpec["kind"] {
  if (kind !== undefined) return kind;
  if (patterns !== undefined) return "script";
  const name = file.split(/[\\/]/).at(-1) ?? file;
  if (/^\.?env(\.|$)|\.env(\.|$)/.test(name)) return "env";
  return /\.(ya?ml|json)$/i.test(name) ? "manifest" : undefined;
}
