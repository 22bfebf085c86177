import type { Contract, OperationName } from "../../src/contract/contract.ts";
import type { Secret } from "../../src/ground/secret.ts";
import type { TestContext } from "../../src/harness/context.ts";
import type { Answer } from "../../src/harness/wire/http/operation.ts";

/** Calls that ask for nothing but a user: the doors a token is tried on. */
export function readings({ operations }: Contract): readonly OperationName[] {
  const names = ["me", "listThreads", "agentStates"] as const;
  return names.filter((name) => operations[name]?.authenticated === true);
}

/** Tries a token on every one of those doors. */
export async function tried(context: TestContext, token: Secret): Promise<readonly Answer[]> {
  const names = readings(context.contract);
  return await Promise.all(names.map((name) => context.call(name, {}, { token })));
}
