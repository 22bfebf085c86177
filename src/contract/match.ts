import type { Contract, MessageMatch } from "./contract.ts";
import { readField, readText } from "./field.ts";

/** Whether a message is of one of the match's types and holds what the match asks for. */
export function matches(contract: Contract, match: MessageMatch, message: unknown): boolean {
  const type = readText(message, contract.events.fields.type);
  if (type === undefined || !match.types.includes(type)) return false;
  return Object.entries(match.where ?? {}).every(
    ([path, value]) => readField(message, [path]) === value,
  );
}

/** Whether any of the matches holds. */
export function matchesAny(
  contract: Contract,
  candidates: readonly MessageMatch[],
  message: unknown,
): boolean {
  return candidates.some((match) => matches(contract, match, message));
}
