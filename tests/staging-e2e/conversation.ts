import type { Contract } from "../../src/contract/contract.ts";
import { readField } from "../../src/contract/field.ts";
import type { TestContext } from "../../src/harness/context.ts";
import { CapabilityMissing } from "../../src/harness/wire/http/operation.ts";
import type { User } from "../../src/harness/wire/user/user.ts";

/** What was said in a thread, told apart the way the contract says. */
export interface Conversation {
  readonly ok: boolean;
  /** The server's words, for a message. */
  readonly said: string;
  readonly questions: readonly unknown[];
  readonly answers: readonly unknown[];
  /** Everything that was said, in its order. */
  readonly contents: readonly unknown[];
}

/** @throws {@link CapabilityMissing} when the contract does not say what a message looks like */
export async function conversationIn(
  context: TestContext,
  threadId: string,
  user: User,
): Promise<Conversation> {
  const { contract } = context;
  const { role, question, answer } = shapeOf(contract);
  const told = await context.call("threadMessages", { threadId }, { user });
  const messages = [told.read("messages") ?? []].flat();
  const by = (roles: readonly string[]): unknown[] =>
    messages.filter((message) => roles.includes(String(readField(message, role))));
  return {
    ok: told.ok,
    said: told.said,
    questions: contentsOf(contract, by(question)),
    answers: contentsOf(contract, by(answer)),
    contents: contentsOf(contract, messages),
  };
}

/** What a list of messages says, in its order. @throws {@link CapabilityMissing} */
export function contentsOf(contract: Contract, messages: unknown): unknown[] {
  const { content } = shapeOf(contract);
  return [messages ?? []].flat().map((message) => readField(message, content));
}

function shapeOf(contract: Contract): NonNullable<Contract["history"]> {
  if (contract.history === undefined) throw new CapabilityMissing(contract, "history");
  return contract.history;
}
