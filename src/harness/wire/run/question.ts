import { randomInt, randomUUID } from "node:crypto";
import type { Contract } from "../../../contract/contract.ts";
import { fillString } from "../../../contract/template.ts";
import { GapproofError } from "../../../ground/errors.ts";
import type { ExitCode } from "../../../ground/exit-code.ts";
import type { HttpExchange } from "../http/http-client.ts";

export interface QuestionIds {
  readonly threadId: string;
  readonly messageId: string;
}

/** Something to ask whose answer can be told from every other. */
export interface Question extends QuestionIds {
  readonly prompt: string;
  /** A word nobody else uses; it comes back in the answer. */
  readonly canary: string;
}

/** A thread was to be created for a question, and was not. */
export class ThreadUnavailable extends GapproofError {
  override readonly name: string = "ThreadUnavailable";
  readonly code: string = "GAPPROOF_THREAD";
  readonly exitCode: ExitCode = 1;
  readonly answer: HttpExchange;

  constructor(answer: HttpExchange) {
    super(`No thread was created: HTTP ${answer.status} ${answer.text.slice(0, 200)}`);
    this.answer = answer;
  }
}

/** The contract's question, with a canary and ids of its own. */
export function newQuestion(contract: Contract): Question {
  const canary = newCanary();
  return {
    prompt: fillString(contract.question.prompt, { canary }),
    canary,
    threadId: newThreadId(),
    messageId: newMessageId(),
  };
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
