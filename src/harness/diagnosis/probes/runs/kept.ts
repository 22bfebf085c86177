import { readText } from "../../../../contract/field.ts";
import type { Question } from "../../../wire/run/question.ts";
import type { User } from "../../../wire/user/user.ts";
import type { Lab } from "../../lab.ts";
import type { Kept } from "./run-saw.ts";

/** What is stored of a question in its thread's messages; `undefined` when nobody says. */
export async function keptOf(
  { contract, wire }: Lab,
  { user, question }: { readonly user: User; readonly question: Question },
): Promise<Kept | undefined> {
  const { history, operations } = contract;
  if (history === undefined || operations.threadMessages === undefined) return undefined;
  const { threadId, canary } = question;
  const answer = await wire.api
    .call("threadMessages", { threadId }, { user })
    .catch(() => undefined);
  // Only a thread that is not there holds nothing; a call that is refused or fails says nothing of it.
  const isGone = answer?.status === 404 || answer?.status === 410;
  if (answer === undefined || !(answer.ok || isGone)) return undefined;
  const messages = answer.ok ? answer.read("messages") : [];
  const told = Array.isArray(messages) ? messages : [];
  const by = (roles: readonly string[]): readonly unknown[] =>
    told.filter((message) => roles.includes(readText(message, history.role) ?? ""));
  const names = (message: unknown): boolean => JSON.stringify(message).includes(canary);
  if (by(history.answer).some(names)) return "answer";
  return by(history.question).some(names) ? "question" : "nothing";
}
