import type { Contract, OperationName } from "../../../contract/contract.ts";
import type { TemplateValues } from "../../../contract/template.ts";
import { explain } from "../../../ground/errors.ts";
import type { CallOptions } from "./api.ts";
import type { Answer } from "./operation.ts";

export interface CreatedThreadsOptions {
  readonly contract: Contract;
  readonly call: (
    operation: OperationName,
    values: TemplateValues,
    options: CallOptions,
  ) => Promise<Answer>;
  /** Hears what could not be cleaned up. */
  readonly note: (text: string) => void;
}

/** How long cleaning up may take. Milliseconds. */
const patienceMs = 5_000;

/** A thread that is gone is as good as one that was deleted. */
const goneStatuses: readonly number[] = [404, 410];

/**
 * Threads that were made on somebody else's deployment, so that they can be taken away again.
 *
 * Best effort: what stays is noted, and fails nothing.
 */
export class CreatedThreads {
  readonly #options: CreatedThreadsOptions;
  readonly #threads = new Map<string, CallOptions>();

  constructor(options: CreatedThreadsOptions) {
    this.#options = options;
  }

  /** Hears of a call that was answered. */
  heard(answer: Answer, values: TemplateValues, options: CallOptions): void {
    const { createThread, deleteThread } = this.#options.contract.operations;
    if (deleteThread === undefined || !answer.ok) return;
    if (answer.operation === "deleteThread") this.#threads.delete(String(values.threadId));
    if (answer.operation !== "createThread" || createThread?.read.threadId === undefined) return;
    const threadId = answer.read("threadId");
    const { user, token } = options;
    if (typeof threadId !== "string") return;
    this.#threads.set(threadId, {
      ...(user === undefined ? {} : { user }),
      ...(token === undefined ? {} : { token }),
    });
  }

  /** Deletes them all at once, each as whoever created it. Never rejects. */
  async remove(): Promise<void> {
    const threads = [...this.#threads];
    this.#threads.clear();
    await Promise.all(threads.map(([threadId, options]) => this.#remove(threadId, options)));
  }

  async #remove(threadId: string, options: CallOptions): Promise<void> {
    const { call, note } = this.#options;
    try {
      const how = { ...options, timeoutMs: patienceMs };
      const answer = await call("deleteThread", { threadId }, how);
      if (answer.ok || goneStatuses.includes(answer.status)) return;
      note(`thread ${threadId} stays behind: ${answer.said}`);
    } catch (error) {
      note(`thread ${threadId} stays behind: ${explain(error)}`);
    }
  }
}
