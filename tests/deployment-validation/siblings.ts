import type { Contract } from "../../src/contract/contract.ts";

/**
 * Paths nobody declared, beside each of the paths given and right behind it. Those that an operation's
 * placeholder stands for are left out.
 *
 * @param name - what no path has for a part
 */
export function siblingsOf(
  { operations }: Contract,
  paths: readonly string[],
  name: string,
): readonly string[] {
  const templates = Object.values(operations).map(({ path }) => path.split("/"));
  const candidates = paths.flatMap((path) => [
    `${path.replace(/\/[^/]*$/, "")}/${name}`,
    `${path.replace(/\/$/, "")}-${name}`,
  ]);
  return [...new Set(candidates)].filter((path) => {
    const parts = path.split("/");
    return !templates.some((template) => stands(template, parts));
  });
}

function stands(template: readonly string[], parts: readonly string[]): boolean {
  return (
    template.length === parts.length &&
    template.every((part, at) => part === parts[at] || /\{[^}]*\}/.test(part))
  );
}
