import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "vitest/node";
import { phases } from "../../src/harness/gate/check.ts";

/** A node of a syntax tree, as far as the rules look at it. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

/** One file of the suite. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly nodes: readonly Node[];
}

const tests = join(import.meta.dirname, "..");

/** Every file of the three phases, the checks and what they share. */
export function suiteSources(): readonly Source[] {
  return phases.flatMap((phase) =>
    readdirSync(join(tests, phase), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => sourceOf(readFileSync(join(tests, phase, name), "utf8"), join(phase, name))),
  );
}

/** Reads a text as a file; comments are gone from what the rules see. */
export function sourceOf(text: string, file = "snippet.ts"): Source {
  return { file, text, nodes: [...nodesIn(parseAst(text, { lang: "ts" }))] };
}

/** A node and all below it, outermost first. */
export function* nodesIn(value: unknown): Generator<Node> {
  if (Array.isArray(value)) {
    for (const item of value) yield* nodesIn(item);
    return;
  }
  if (!isNode(value)) return;
  yield value;
  for (const field of Object.values(value)) yield* nodesIn(field);
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** The name an expression begins with: `expect` of `expect(x).not.toBe`. */
export function rootName(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "Identifier") return String(node.name);
  if (node.type === "MemberExpression") return rootName(node.object);
  if (node.type === "AwaitExpression") return rootName(node.argument);
  return node.type === "CallExpression" ? rootName(node.callee) : undefined;
}

/** The last name of what is called: `toBe` of `expect(x).not.toBe(y)`. */
export function calledName({ callee }: Node): string | undefined {
  if (!isNode(callee)) return undefined;
  return rootName(callee.type === "MemberExpression" ? callee.property : callee);
}

export function argumentsOf(call: Node): readonly Node[] {
  return Array.isArray(call.arguments) ? call.arguments.filter(isNode) : [];
}

export function callsOf(source: Pick<Source, "nodes">): readonly Node[] {
  return source.nodes.filter(({ type }) => type === "CallExpression");
}

/** Whether something is asserted anywhere below a node. */
export function asserts(node: unknown): boolean {
  return callsOf({ nodes: [...nodesIn(node)] }).some((call) => rootName(call) === "expect");
}

/** The texts a program holds, templates piece by piece; what it imports is not among them. */
export function textsOf({ nodes }: Source): readonly { readonly text: string; at: Node }[] {
  const imported = new Set(nodes.map(({ source }) => source).filter(isNode));
  return nodes.flatMap((node) => {
    if (imported.has(node)) return [];
    if (node.type === "Literal" && typeof node.value === "string") {
      return [{ text: node.value, at: node }];
    }
    const isPiece = node.type === "TemplateElement";
    return isPiece ? [{ text: String(Object(node.value).cooked), at: node }] : [];
  });
}

/** Where something is, for people: `staging-e2e/isolation.test.ts:12`. */
export function placeOf({ file, text }: Source, { start }: Node): string {
  return `${file}:${text.slice(0, start).split("\n").length}`;
}
