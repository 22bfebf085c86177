import type { Contract, Operation, OperationName } from "../../src/contract/contract.ts";
import type { TestContext } from "../../src/harness/context.ts";

/** Every operation that wants a user. */
export function guarded({ operations }: Contract): readonly OperationName[] {
  return Object.entries(operations).flatMap(([name, { authenticated, service }]) =>
    // A frontend guards pages, if anything; it may not be there at all.
    authenticated && service !== "frontend" ? [name as OperationName] : [],
  );
}

/**
 * Something for every placeholder of an operation: a stranger is to be refused for being one, not for
 * asking in a wrong way.
 */
export function anything(context: TestContext, name: OperationName): Record<string, string> {
  const operation = context.contract.operations[name];
  const placeholders = operation === undefined ? [] : placeholdersOf(operation);
  const values = placeholders.map((placeholder) => [placeholder, `gapproof-${context.id}`]);
  const { prompt, threadId } = context.question();
  const [agent] = context.contract.agents;
  return {
    ...Object.fromEntries(values),
    ...{ prompt, threadId, limit: "1", offset: "0" },
    // A path of its own, where there is one: an agent that does not exist is a path nobody declared.
    ...(agent === undefined ? {} : { agent }),
  };
}

function placeholdersOf({ path, query, headers, body }: Operation): readonly string[] {
  const templates = JSON.stringify([path, query, headers, body]);
  return [...templates.matchAll(/\{(\w+)(?:\|\w+)?\}/g)].map(([, name = ""]) => name);
}
