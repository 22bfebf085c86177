import type { Contract, OperationName } from "./contract.ts";

/** Operations that ask for nothing but a user: the doors a token may be tried on, where they are promised. */
export function readings({ operations }: Contract): readonly OperationName[] {
  const names = ["me", "listThreads", "agentStates"] as const;
  return names.filter((name) => operations[name]?.authenticated === true);
}
