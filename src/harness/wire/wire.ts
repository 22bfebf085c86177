import type { Contract, Limits, OperationName } from "../../contract/contract.ts";
import type { TemplateValues } from "../../contract/template.ts";
import { type LinkedSignal, linkAbort } from "../../ground/abort.ts";
import type { Clock } from "../../ground/clock.ts";
import { takeAll } from "../../ground/dispose.ts";
import { Budget } from "./budget.ts";
import { Door } from "./door.ts";
import { Api, type ApiOptions, type CallOptions } from "./http/api.ts";
import { CreatedThreads } from "./http/created-threads.ts";
import type { Answer } from "./http/operation.ts";
import { Trace } from "./trace.ts";
import type { Transcript } from "./transcript.ts";
import type { Credentials } from "./user/token.ts";
import { type User, Users } from "./user/user.ts";

export interface WireOptions {
  readonly contract: Contract;
  readonly limits: Limits;
  readonly urls: ApiOptions["urls"];
  /** Full WebSocket URL with the contract's first route. */
  readonly wsUrl: string;
  /** Goes with every request. */
  readonly checkId: string | undefined;
  /** Somebody else's deployment: what is made there is taken away again. */
  readonly remote: boolean;
  readonly credentials: Credentials;
  /** Makes emails unique: letters, digits and dashes. */
  readonly namespace: string;
  readonly testHeaders: boolean;
  readonly clock: Clock;
  /** Time of everything together, in milliseconds. @default only the phases' limits */
  readonly budgetMs: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Everything one context has on the wire: HTTP, users, sessions, and the time they share. */
export class Wire {
  readonly budget: Budget;
  readonly trace: Trace;
  readonly api: Api;
  readonly users: Users;
  readonly door: Door;
  readonly #remote: boolean;
  readonly #threads: CreatedThreads;
  /** What is said on leaving: nothing that calls the rest off may keep it from being said. */
  readonly #farewell: Api;
  readonly #abort: AbortController = new AbortController();
  /** Aborts with the context or with whoever opened it. */
  readonly #stop: LinkedSignal;
  #user: Promise<User> | undefined;

  constructor(options: WireOptions) {
    const { contract, limits, clock, budgetMs: totalMs, testHeaders, urls, wsUrl } = options;
    const { credentials, namespace, remote } = options;
    this.#remote = remote;
    this.trace = new Trace(options.checkId);
    this.#stop = linkAbort([this.#abort.signal, options.signal]);
    const budget = new Budget({ limits, clock, totalMs, signal: this.#stop.signal });
    const defaultUser = (): Promise<User> => this.user();
    const shared = { contract, budget, trace: this.trace, testHeaders, defaultUser };
    this.budget = budget;
    this.api = new Api({ ...shared, urls });
    this.door = new Door({ ...shared, wsUrl });
    this.users = new Users({
      ...{ contract, credentials, clock, namespace },
      call: (operation, values, how) => this.api.call(operation, values, { ...how, user: null }),
    });
    this.#farewell = new Api({ ...shared, urls, budget: new Budget({ limits, clock }) });
    this.#threads = new CreatedThreads({
      contract,
      call: (operation, values, how) => this.#farewell.call(operation, values, how),
      note: (text) => this.api.note(text),
    });
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** The context's own user, always the same. @throws {@link UserUnavailable} */
  user(): Promise<User> {
    this.#user ??= this.users.obtain();
    return this.#user;
  }

  /** Calls an operation, and remembers a thread it made where that is to be taken away again. */
  async call(name: OperationName, values: TemplateValues, options: CallOptions): Promise<Answer> {
    const answer = await this.api.call(name, values, options);
    if (this.#remote) this.#threads.heard(answer, values, options);
    return answer;
  }

  get bytesReceived(): number {
    return this.api.bytesReceived + this.#farewell.bytesReceived + this.door.bytesReceived;
  }

  /** Frames, HTTP answers, and streams that began. */
  get messages(): number {
    return this.api.answers + this.#farewell.answers + this.door.messages;
  }

  /** HTTP first, then every connection in the order it was dialled. */
  get transcripts(): readonly Transcript[] {
    const { transcript: farewell } = this.#farewell;
    const parting = farewell.size === 0 ? [] : [farewell];
    return [this.api.transcript, ...parting, ...this.door.transcripts];
  }

  /**
   * Closes everything, hanging or not.
   *
   * @param reason - what whoever still waits is told
   * @throws AggregateError with everything that did not close
   */
  async close(reason: Error): Promise<void> {
    const steps = [
      () => this.door[Symbol.asyncDispose](),
      async () => this.#abort.abort(reason),
      // Once nobody may call any more, or what is made meanwhile would stay.
      () => this.#threads.remove(),
      async () => this.#stop[Symbol.dispose](),
      () => this.api[Symbol.asyncDispose](),
      () => this.#farewell[Symbol.asyncDispose](),
    ];
    await takeAll(steps, "not everything on the wire closed cleanly");
  }
}
