import { randomBytes } from "node:crypto";
import type { Contract, Limits, OperationName } from "../contract/contract.ts";
import type { TemplateValues } from "../contract/template.ts";
import { type LinkedSignal, linkAbort } from "../ground/abort.ts";
import { type Clock, systemClock } from "../ground/clock.ts";
import { takeAll } from "../ground/dispose.ts";
import { GapproofError } from "../ground/errors.ts";
import type { ExitCode } from "../ground/exit-code.ts";
import type { Secret } from "../ground/secret.ts";
import type { Target } from "./target/target.ts";
import { Budget } from "./wire/budget.ts";
import { type ConnectOptions, Door, type KnockOptions } from "./wire/door.ts";
import { Api, type CallOptions } from "./wire/http/api.ts";
import type { HttpClient } from "./wire/http/http-client.ts";
import { type Answer, CapabilityMissing } from "./wire/http/operation.ts";
import { type PollOptions, poll } from "./wire/http/poll.ts";
import type { Knock } from "./wire/knock.ts";
import { newQuestion, type Question, ThreadUnavailable } from "./wire/run/question.ts";
import type { Session } from "./wire/session.ts";
import { Trace } from "./wire/trace.ts";
import type { Transcript } from "./wire/transcript.ts";
import { type Credentials, mintToken, withBrokenSignature } from "./wire/user/token.ts";
import { type Account, type User, Users } from "./wire/user/user.ts";

export interface ContextOptions {
  readonly target: Target;
  readonly contract: Contract;
  readonly runId: string;
  /** Check this context belongs to. */
  readonly checkId?: string;
  readonly seed?: number;
  readonly credentials?: Credentials;
  /** Send the contract's headers that weaken authentication. @default false */
  readonly testHeaders?: boolean;
  readonly clock?: Clock;
  /** Time of everything in this context together, in milliseconds. @default only the phases' limits */
  readonly budgetMs?: number;
  readonly signal?: AbortSignal;
}

/** A context was used after its disposal. */
export class ContextDisposed extends GapproofError {
  override readonly name: string = "ContextDisposed";
  readonly code: string = "GAPPROOF_DISPOSED";
  readonly exitCode: ExitCode = 1;
}

/**
 * One check's world: users, HTTP, sessions and time on one target.
 *
 * ```ts
 * await using context = TestContext.open({ target, contract, runId });
 * await using session = await context.connect();
 * const run = await session.ask(context.question());
 * ```
 *
 * Contexts share nothing: ids, emails, threads, connections and trace are each one's own. Disposal
 * closes everything that was opened, hanging or not.
 */
export class TestContext implements AsyncDisposable {
  readonly id: string = randomBytes(4).toString("hex");
  readonly target: Target;
  readonly contract: Contract;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly budget: Budget;
  readonly runId: string;
  /** What goes into reports about this context. */
  readonly metadata: Readonly<Record<string, string | number>>;
  readonly #options: ContextOptions;
  readonly #trace: Trace = new Trace();
  readonly #abort: AbortController = new AbortController();
  /** Aborts with the context or with whoever opened it. */
  readonly #stop: LinkedSignal;
  readonly #api: Api;
  readonly #users: Users;
  readonly #door: Door;
  #user: Promise<User> | undefined;
  #disposal: Promise<void> | undefined;

  private constructor(options: ContextOptions) {
    const { target, contract, runId, checkId, seed, credentials = {} } = options;
    this.#options = options;
    this.target = target;
    this.contract = contract;
    this.runId = runId;
    this.limits = contract.limits[target.remote ? "remote" : "local"];
    this.clock = options.clock ?? systemClock;
    this.#stop = linkAbort([this.#abort.signal, options.signal]);
    this.budget = new Budget({
      limits: this.limits,
      clock: this.clock,
      totalMs: options.budgetMs,
      signal: this.#stop.signal,
    });
    this.#api = new Api({
      ...{ contract, urls: { http: target.http, ...target.services }, budget: this.budget },
      trace: this.#trace,
      testHeaders: options.testHeaders ?? false,
      defaultUser: () => this.user(),
    });
    this.#users = new Users({
      ...{ contract, credentials, clock: this.clock },
      namespace: `${runId.replace(/[^\w-]/g, "-")}-${this.id}`,
      call: (operation, values) => this.#api.call(operation, values, { user: null }),
    });
    this.#door = new Door({
      ...{ contract, wsUrl: target.ws, budget: this.budget, trace: this.#trace },
      testHeaders: options.testHeaders ?? false,
      defaultUser: () => this.user(),
    });
    this.metadata = {
      ...{ contextId: this.id, runId, traceId: this.traceId },
      ...(checkId === undefined ? {} : { checkId }),
      ...(seed === undefined ? {} : { seed }),
    };
  }

  /** Opens a context. Connects nothing. */
  static open(options: ContextOptions): TestContext {
    return new TestContext(options);
  }

  /** HTTP to the backend itself, outside the contract's operations. */
  get http(): HttpClient {
    return this.#api.client("backend");
  }

  /** W3C trace id of everything this context sends. */
  get traceId(): string {
    return this.#trace.id;
  }

  /** This context's own user, always the same. @throws {@link UserUnavailable} */
  user(): Promise<User> {
    this.#user ??= this.#users.obtain();
    return this.#user;
  }

  /** That many new users, all distinct. @throws {@link UserUnavailable} */
  users(n: 2): Promise<readonly [User, User]>;
  users(n: number): Promise<readonly User[]>;
  users(n: number): Promise<readonly User[]> {
    return Promise.all(Array.from({ length: n }, () => this.#users.obtain()));
  }

  /**
   * Registers an account and logs in with it, whatever other way there may be of becoming somebody.
   *
   * @throws {@link UserUnavailable}
   */
  registered(): Promise<User> {
    return this.#users.registered();
  }

  /** What a new account may be registered with. */
  account(): Account {
    return this.#users.account();
  }

  /** The same token with a signature that does not verify. */
  forge(token: Secret): Secret {
    return withBrokenSignature(token);
  }

  /**
   * Signs a token for a user, with claims that differ from a good one's.
   *
   * @param claims - replaces claims; an undefined value removes one
   * @throws {@link CapabilityMissing} when there is no signing secret to do it with
   */
  async mint(user: User, claims: Readonly<Record<string, unknown>> = {}): Promise<Secret> {
    const { jwtSecret, environment = "development" } = this.#options.credentials ?? {};
    if (jwtSecret === undefined) throw new CapabilityMissing(this.contract, "a signing secret");
    const { id: userId, email } = user;
    const now = this.clock.date();
    return await mintToken(this.contract, jwtSecret, { userId, email, environment, now, claims });
  }

  /** Calls an operation of the contract; see {@link Api.call}. */
  async call(
    name: OperationName,
    values: TemplateValues = {},
    options: CallOptions = {},
  ): Promise<Answer> {
    this.#assertUsable();
    return await this.#api.call(name, values, options);
  }

  /** Asks again until the answer is the one. @throws {@link WaitExpired} */
  poll<T>(ask: () => Promise<T>, options: PollOptions<T>): Promise<T> {
    return poll(ask, options, this.budget);
  }

  /** The contract's question with a canary of its own, in a thread nobody has created. */
  question(): Question {
    return newQuestion(this.contract);
  }

  /** The same in a thread created for the user, where the contract promises that. */
  async questionInNewThread(user: User): Promise<Question> {
    const question = this.question();
    const title = `gapproof ${question.canary}`;
    const created = await this.call("createThread", { title }, { user });
    const threadId = created.read("threadId");
    if (created.ok && typeof threadId === "string") return { ...question, threadId };
    throw new ThreadUnavailable(created);
  }

  /** Opens a session and waits for the greeting the contract promises; see {@link Door.connect}. */
  async connect(options: ConnectOptions = {}): Promise<Session> {
    this.#assertUsable();
    return await this.#door.connect(options);
  }

  /** Performs one upgrade and tells how it went, refused or not; see {@link Door.knock}. */
  async knock(options: KnockOptions = {}): Promise<Knock> {
    this.#assertUsable();
    return await this.#door.knock(options);
  }

  /** Proof that something really travelled: bytes of bodies and sockets, frames and HTTP answers. */
  wireActivity(): { readonly bytesReceived: number; readonly messages: number } {
    return {
      bytesReceived: this.#api.bytesReceived + this.#door.bytesReceived,
      messages: this.#api.answers + this.#door.messages,
    };
  }

  /** Failed connection attempts that a later one made good; see {@link Door.recovered}. */
  recovered(): readonly string[] {
    return this.#door.recovered;
  }

  /** HTTP first, then every connection in the order it was dialled. */
  transcripts(): readonly Transcript[] {
    return [this.#api.transcript, ...this.#door.transcripts];
  }

  /**
   * What happened, in lines for a failure report.
   *
   * @param maxLines - of each transcript
   */
  excerpt(maxLines = 40): string[] {
    return this.transcripts()
      .filter(({ size }) => size > 0)
      .flatMap((transcript) => transcript.excerpt(maxLines));
  }

  /** Closes everything; calling it again changes nothing. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#disposal ??= this.#dispose();
    return this.#disposal;
  }

  async #dispose(): Promise<void> {
    const steps = [
      () => this.#door[Symbol.asyncDispose](),
      async () => this.#abort.abort(new ContextDisposed("The context was disposed.")),
      async () => this.#stop[Symbol.dispose](),
      () => this.#api[Symbol.asyncDispose](),
    ];
    await takeAll(steps, `context ${this.id} did not close cleanly`);
  }

  #assertUsable(): void {
    if (this.#disposal !== undefined) throw new ContextDisposed("The context was disposed.");
  }
}
