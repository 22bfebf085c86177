import type { Contract, OperationName } from "../../src/contract/contract.ts";
import { fill, type TemplateValues } from "../../src/contract/template.ts";
import { operationOf } from "../../src/harness/wire/http/operation.ts";

/** An id a client would like a thing to have that is created with `operation`. */
export interface ChosenId {
  readonly operation: OperationName;
  /** The contract's name for the id in the operation's answer. */
  readonly name: string;
  readonly id: string;
}

/**
 * The operation's own body with an id in it that the client chose: under every name, and at every place,
 * where the answer would say the server's.
 */
export function bodyWithId(
  contract: Contract,
  { operation, name, id }: ChosenId,
  values: TemplateValues,
): Record<string, unknown> {
  const { body = {}, read } = operationOf(contract, operation);
  const filled = { ...(fill(body, values) as Record<string, unknown>) };
  for (const path of read[name] ?? []) {
    const keys = path.split(".");
    put(filled, keys, id);
    put(filled, keys.slice(-1), id);
  }
  return filled;
}

function put(body: Record<string, unknown>, keys: readonly string[], id: string): void {
  const [key = "", ...rest] = keys;
  if (rest.length === 0) {
    body[key] = id;
    return;
  }
  const inner = { ...Object(body[key]) };
  put(inner, rest, id);
  body[key] = inner;
}
