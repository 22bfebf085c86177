/** Where a value may stand in a message: dotted paths, the first that holds something wins; `$` is the whole. */
export type FieldPaths = readonly string[];

/** Reads the first path that holds something other than `undefined` and `null`. */
export function readField(message: unknown, paths: FieldPaths): unknown {
  for (const path of paths) {
    const value = readPath(message, path);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** Reads a field as text; numbers are spelled out, anything else is `undefined`. */
export function readText(message: unknown, paths: FieldPaths): string | undefined {
  const value = readField(message, paths);
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : undefined;
}

function readPath(message: unknown, path: string): unknown {
  let at: unknown = message;
  if (path === "$") return message;
  for (const key of path.split(".")) {
    if (at === null || typeof at !== "object") return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}
