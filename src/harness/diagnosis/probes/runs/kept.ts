import { readText } from "../../../../contract/field.ts";
import type { Answer } from "../../../wire/http/operation.ts";
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

/** A list that is longer is looked at from both its ends. */
const mostThreads = 8;

/**
 * What another user finds of it in any of their threads: what is handed to somebody who may not enter the thread
 * it was asked in gets one of its own.
 */
export async function keptAmong(
  lab: Lab,
  { user, question }: { readonly user: User; readonly question: Question },
): Promise<Kept | undefined> {
  const same = await keptOf(lab, { user, question });
  if (same !== "nothing" || lab.contract.operations.listThreads === undefined) return same;
  const list = await lab.wire.api.call("listThreads", {}, { user }).catch(() => undefined);
  if (list?.ok !== true) return same;
  const ids = threadsIn(lab, list);
  const some = ids.length > mostThreads ? [...ids.slice(0, 4), ...ids.slice(-4)] : ids;
  const found = await Promise.all(
    some.map((threadId) => keptOf(lab, { user, question: { ...question, threadId } })),
  );
  return found.find((kept) => kept === "answer" || kept === "question") ?? same;
}

/** Ids of the threads in a list: each of its entries is read as a thread that has just been made. */
function threadsIn({ contract }: Lab, list: Answer): readonly string[] {
  const paths = contract.operations.createThread?.read.threadId ?? [];
  return entriesOf(list.field(["$"])).flatMap((entry) => readText(entry, paths) ?? []);
}

/** A list is the answer itself, or stands in one of its fields. */
function entriesOf(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json;
  return typeof json === "object" && json !== null
    ? (Object.values(json).find(Array.isArray) ?? [])
    : [];
}
