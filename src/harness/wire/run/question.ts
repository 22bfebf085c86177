import { randomInt, randomUUID } from "node:crypto";
import type { Contract, QuestionVariant } from "../../../contract/contract.ts";
import { fillString, type Template } from "../../../contract/template.ts";
import { GapproofError } from "../../../ground/errors.ts";
import type { ExitCode } from "../../../ground/exit-code.ts";
import { type Answer, CapabilityMissing } from "../http/operation.ts";

export interface QuestionIds {
  readonly threadId: string;
  readonly messageId: string;
}

/** Something to ask whose answer can be told from every other. */
export interface Question extends QuestionIds {
  readonly prompt: string;
  /** A word nobody else uses; it comes back in the answer. */
  readonly canary: string;
  /** The amount the prompt names, in digits; where it names one. */
  readonly figure?: string;
  /** The message that carries it, instead of the contract's. */
  readonly send?: Template;
}

/** What a question is made from: the contract's own, or one of its variants. */
export interface QuestionDraft {
  /** May hold `{canary}` and `{figure}`. */
  readonly prompt: string;
  readonly send?: Template | undefined;
}

/** A thread was to be created for a question, and was not. */
class ThreadUnavailable extends GapproofError {
  override readonly name: string = "ThreadUnavailable";
  readonly code: string = "GAPPROOF_THREAD";
  readonly exitCode: ExitCode = 1;
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`No thread was created: ${answer.said}`);
    this.answer = answer;
  }
}

/**
 * A question with a canary, a figure where its prompt names one, and ids of its own.
 *
 * @param draft - a variant of the contract's question (@default the question itself)
 */
export function newQuestion(contract: Contract, draft?: QuestionDraft): Question {
  const { prompt, send } = draft ?? { prompt: contract.question.prompt };
  const canary = newCanary();
  const figure = prompt.includes("{figure}") ? newFigure() : undefined;
  return {
    ...{ prompt: fillString(prompt, { canary, figure }), canary },
    ...(figure === undefined ? {} : { figure }),
    ...(send === undefined ? {} : { send }),
    ...{ threadId: newThreadId(), messageId: newMessageId() },
  };
}

/**
 * A variant of the contract's question, by its name.
 *
 * @throws {@link CapabilityMissing} when the contract has none of that name
 */
export function newVariant(contract: Contract, name: QuestionVariant): Question {
  const draft = contract.question.variants[name];
  if (draft === undefined) throw new CapabilityMissing(contract, `variant.${name}`);
  return newQuestion(contract, draft);
}

/**
 * The question in a thread of its own.
 *
 * @param create - creates a thread with a title
 * @throws {@link ThreadUnavailable} when none was created
 */
export async function inNewThread(
  question: Question,
  create: (title: string) => Promise<Answer>,
): Promise<Question> {
  const created = await create(`gapproof ${question.canary}`);
  const threadId = created.read("threadId");
  if (created.ok && typeof threadId === "string") return { ...question, threadId };
  throw new ThreadUnavailable(created);
}

export function newThreadId(): string {
  return `thread_${randomUUID()}`;
}

export function newMessageId(): string {
  return `message_${randomUUID()}`;
}

// Consonants only: a canary must never spell a word a server treats specially, such as "test".
const letters = "bcdfghjklmnpqrvwxz";

function newCanary(): string {
  return Array.from({ length: 14 }, () => letters[randomInt(letters.length)]).join("");
}

/** Five digits: long enough not to come up by chance, short enough for a budget. */
function newFigure(): string {
  return String(randomInt(10_000, 100_000));
}
