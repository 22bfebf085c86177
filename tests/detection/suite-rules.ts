import type { Contract } from "../../src/contract/contract.ts";
import { defaultContract } from "../../src/contract/default.ts";
import {
  argumentsOf,
  asserts,
  calledName,
  callsOf,
  isNode,
  type Node,
  nodesIn,
  placeOf,
  rootName,
  type Source,
  textsOf,
} from "./suite-source.ts";

/** Says what in a file breaks a rule, a line each; nothing when it is kept. */
export type Rule = (source: Source) => readonly string[];

/** Modules that would let a check talk to, or be, something else than the target. */
const wires = /^node:(?:https?2?|net|tls|dgram|child_process|worker_threads|timers)\b/;

/** A check knows its own `test`, the contract's readers, and nothing that could play the target. */
export const importsNothingButOurs: Rule = (source) =>
  source.nodes.flatMap((node) => {
    if (!/^(?:Import|Export.*)(?:Declaration|Expression)$/.test(node.type)) return [];
    if (!isNode(node.source)) return [];
    const from = String(node.source.value);
    const isOurs = from.startsWith(".") && !/\/(?:cli|fixtures\/(?!test\.))/.test(from);
    const isNodes = from.startsWith("node:") && !wires.test(from);
    return isOurs || isNodes ? [] : [`${placeOf(source, node)} imports ${from}`];
  });

const host = /\b(?:https?|wss?):\/\/|\blocalhost\b|\b\d{1,3}(?:\.\d{1,3}){3}\b|\[::\d?\]/i;

export const namesNoHost: Rule = (source) => matching(source, host, "names the host");

export const namesNothingOfTheProduct: Rule = (source) =>
  matching(source, productWords(defaultContract), "knows the product:");

/** Told by `explain`, a failure is still there: whoever counts failures asserts on their number. */
export const swallowsNothing: Rule = (source) => {
  const clauses = source.nodes.filter(({ type }) => type === "CatchClause");
  const handlers = callsOf(source).flatMap((call) => {
    const name = calledName(call);
    const handler = argumentsOf(call)[name === "catch" ? 0 : 1];
    return (name === "catch" || name === "then") && handler !== undefined ? [handler] : [];
  });
  return [...clauses, ...handlers]
    .filter((node) => !asserts(node) && !throws(node) && node.name !== "explain")
    .map((node) => `${placeOf(source, node)} catches without a throw or an assertion`);
};

const runners = ["test", "it", "describe", "suite"];
const modifiers = ["skip", "skipIf", "runIf", "todo", "only", "fails"];

export const leavesNothingOut: Rule = (source) => [
  ...source.nodes
    .filter(({ type, object }) => type === "MemberExpression" && isRunner(object))
    .filter(({ property }) => modifiers.includes(rootName(property) ?? ""))
    .map((node) => `${placeOf(source, node)} is modified by .${rootName(node.property)}`),
  ...testsOf(source).flatMap(({ call, options, body }) =>
    [...nodesIn(options), ...nodesIn(body.params)]
      .filter(({ type, key }) => type === "Property" && modifiers.includes(rootName(key) ?? ""))
      .map(({ key }) => `${placeOf(source, call)} is modified by ${rootName(key)}`),
  ),
];

const failures = ["fail", "unreachable", "assert"];

/** What asserts a literal, or always fails, says nothing about the target. */
export const assertsNothingAboutItself: Rule = (source) =>
  callsOf(source)
    .filter((call) => {
      const [first] = argumentsOf(call);
      const isAsserted = isNode(call.callee) && call.callee.name === "expect";
      const isFailure = failures.includes(calledName(call) ?? "");
      return isFailure || (isAsserted && first?.type === "Literal");
    })
    .map((call) => `${placeOf(source, call)} asserts something about itself`);

/** Concurrent tests share the imported `expect`; each has one of its own. */
export const assertsByItsOwnExpect: Rule = (source) => [
  ...source.nodes
    .filter(({ type, imported }) => type === "ImportSpecifier" && rootName(imported) === "expect")
    .map((node) => `${placeOf(source, node)} imports expect`),
  ...testsOf(source)
    .filter(({ body }) => !asserts(body.body) || !takesExpect(body))
    .map(({ call }) => `${placeOf(source, call)} asserts nothing by its own expect`),
];

const pauses = ["setTimeout", "setInterval", "setImmediate", "sleep", "delay"];

export const sleepsNever: Rule = (source) =>
  callsOf(source)
    .filter((call) => {
      const name = calledName(call) ?? "";
      const isTimer = isNode(call.callee) && calledName({ ...call, callee: call.callee.object });
      return pauses.includes(name) || (name === "after" && isTimer === "clock");
    })
    .map((call) => `${placeOf(source, call)} pauses by ${calledName(call)}`);

/** A test that is no check has no id, no row and no place in the report. */
export const declaresEveryCheck: Rule = (source) =>
  testsOf(source)
    .filter(({ options }) => options === undefined || rootName(options) !== "check")
    .map(({ call }) => `${placeOf(source, call)} is not declared with check`);

/** Declared ids, as they are written. */
export function checkIds(source: Source): readonly string[] {
  return callsOf(source)
    .filter((call) => calledName(call) === "check")
    .flatMap((call) => argumentsOf(call).flatMap(({ properties }) => [properties].flat()))
    .filter(isNode)
    .filter(({ key }) => rootName(key) === "id")
    .map(({ value }) => String(isNode(value) ? value.value : value));
}

interface Test {
  readonly call: Node;
  readonly options: Node | undefined;
  readonly body: Node;
}

function testsOf(source: Source): readonly Test[] {
  return callsOf(source).flatMap((call) => {
    const body = argumentsOf(call).findLast(({ type }) => /Function/.test(type));
    if (!["test", "it"].includes(rootName(call) ?? "") || body === undefined) return [];
    const options = argumentsOf(call).slice(1, -1)[0];
    return [{ call, options, body }];
  });
}

function takesExpect({ params }: Node): boolean {
  return [...nodesIn(params)].some(
    ({ type, key }) => type === "Property" && rootName(key) === "expect",
  );
}

function throws(node: Node): boolean {
  return [...nodesIn(node)].some(({ type }) => type === "ThrowStatement");
}

function isRunner(node: unknown): boolean {
  return runners.includes(rootName(node) ?? "");
}

function matching(source: Source, pattern: RegExp, what: string): readonly string[] {
  return textsOf(source)
    .filter(({ text }) => pattern.test(text))
    .map(({ text, at }) => `${placeOf(source, at)} ${what} ${JSON.stringify(text)}`);
}

/** Names, message types and paths only a contract may know. Plain English is left out: "data", "pong". */
function productWords({ id, identity, events, websocket, question, operations }: Contract): RegExp {
  const paths = [...websocket.routes, ...Object.values(operations).map(({ path }) => path)];
  const types = JSON.stringify([websocket, question.send, events]).match(/\w*[a-z]_[a-z_]+/g) ?? [];
  const words = [id, ...identity.service.oneOf, events.bookendAgent ?? "", ...types, ...paths]
    .map((word) => word.split("{")[0] ?? "")
    .filter((word) => word.length > 2)
    .map((word) => word.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&"));
  return new RegExp(`(?<![\\w-])(?:${[...new Set(words)].join("|")})(?![\\w-])`, "i");
}
