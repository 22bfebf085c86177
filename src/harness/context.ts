import { randomBytes } from "node:crypto";
import type { Contract, Limits, OperationName, QuestionVariant } from "../contract/contract.ts";
import type { TemplateValues } from "../contract/template.ts";
import { type Clock, systemClock } from "../ground/clock.ts";
import type { Secret } from "../ground/secret.ts";
import { ContextDeployment } from "./context-deployment.ts";
import { ContextDisposed } from "./context-disposed.ts";
import { ContextFindings } from "./context-findings.ts";
import type { ContextOptions } from "./context-options.ts";
import { type Reach, reach } from "./target/reach.ts";
import type { Target } from "./target/target.ts";
import type { Budget } from "./wire/budget.ts";
import type { ConnectOptions, KnockOptions } from "./wire/door.ts";
import type { CallOptions } from "./wire/http/api.ts";
import type { EventStream } from "./wire/http/event-stream.ts";
import type { HttpClient } from "./wire/http/http-client.ts";
import type { Answer } from "./wire/http/operation.ts";
import { type PollOptions, poll } from "./wire/http/poll.ts";
import type { Knock } from "./wire/knock.ts";
import { inNewThread, newQuestion, newVariant, type Question } from "./wire/run/question.ts";
import type { Session } from "./wire/session.ts";
import type { Transcript } from "./wire/transcript.ts";
import { type TokenAlgorithm, withBrokenSignature } from "./wire/user/token.ts";
import type { Account, User } from "./wire/user/user.ts";
import { Wire } from "./wire/wire.ts";

export { ContextDisposed } from "./context-disposed.ts";
export type { ContextOptions } from "./context-options.ts";

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
  /** Is what answers what the branch deploys? */
  readonly deployment: ContextDeployment;
  /** What goes into reports about this context. */
  readonly metadata: Readonly<Record<string, string | number>>;
  readonly #options: ContextOptions;
  readonly #wire: Wire;
  /** What was measured and found out beside passing or failing. */
  readonly findings: ContextFindings = new ContextFindings();
  #sawCertificate = false;
  #disposal: Promise<void> | undefined;

  private constructor(options: ContextOptions) {
    const { target, contract, runId, checkId, seed, credentials = {} } = options;
    this.#options = options;
    this.target = target;
    this.contract = contract;
    this.runId = runId;
    this.limits = contract.limits[target.remote ? "remote" : "local"];
    this.clock = options.clock ?? systemClock;
    this.#wire = new Wire({
      ...{ contract, credentials, limits: this.limits, clock: this.clock },
      ...{ urls: { http: target.http, ...target.services }, wsUrl: target.ws },
      remote: target.remote,
      checkId,
      namespace: `${runId.replace(/[^\w-]/g, "-")}-${this.id}`,
      testHeaders: options.testHeaders ?? false,
      ...{ budgetMs: options.budgetMs, signal: options.signal },
    });
    this.budget = this.#wire.budget;
    const place = { contract, limits: this.limits, clock: this.clock, wire: this.#wire };
    this.deployment = new ContextDeployment({ ...place, ws: target.ws }, options, this.findings);
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
    return this.#wire.api.client("backend");
  }

  /** W3C trace id of everything this context sends. */
  get traceId(): string {
    return this.#wire.trace.id;
  }

  /** This context's own user, always the same. @throws {@link UserUnavailable} */
  user(): Promise<User> {
    return this.#wire.user();
  }

  /** That many new users, all distinct. @throws {@link UserUnavailable} */
  users(n: 2): Promise<readonly [User, User]>;
  users(n: number): Promise<readonly User[]>;
  users(n: number): Promise<readonly User[]> {
    return Promise.all(Array.from({ length: n }, () => this.#wire.users.obtain()));
  }

  /**
   * Registers an account and logs in with it, whatever other way there may be of becoming somebody.
   *
   * @throws {@link UserUnavailable}
   */
  registered(): Promise<User> {
    return this.#wire.users.registered();
  }

  /** What a new account may be registered with. */
  account(): Account {
    return this.#wire.users.account();
  }

  /** The same token with a signature that does not verify. */
  forge(token: Secret): Secret {
    return withBrokenSignature(token);
  }

  /**
   * Signs a token for a user, with claims that differ from a good one's.
   *
   * @param claims - replaces claims; an undefined value removes one
   * @param algorithm - @default the contract's
   * @throws {@link CapabilityMissing} when there is no signing secret to do it with
   */
  async mint(
    user: User,
    claims: Readonly<Record<string, unknown>> = {},
    algorithm?: TokenAlgorithm,
  ): Promise<Secret> {
    return await this.#wire.users.mint(user, claims, algorithm);
  }

  /** The key of the login that is kept for tests. @throws {@link CapabilityMissing} when none is given */
  get bypassKey(): Secret {
    return this.#wire.users.bypassKey;
  }

  /**
   * Calls an operation of the contract; see {@link Api.call}. On a remote target, a thread it creates is
   * deleted with the context, where the contract says how.
   */
  async call(
    name: OperationName,
    values: TemplateValues = {},
    options: CallOptions = {},
  ): Promise<Answer> {
    this.#assertUsable();
    return await this.#wire.call(name, values, options);
  }

  /**
   * Calls an operation whose answer comes bit by bit; see {@link Api.stream}. The stream is hung up on
   * with the context.
   */
  async stream(
    name: OperationName,
    values: TemplateValues = {},
    options: CallOptions = {},
  ): Promise<EventStream> {
    this.#assertUsable();
    return await this.#wire.api.stream(name, values, options);
  }

  /** Asks again until the answer is the one. @throws {@link WaitExpired} */
  poll<T>(ask: () => Promise<T>, options: PollOptions<T>): Promise<T> {
    return poll(ask, options, this.budget);
  }

  /** The contract's question with a canary of its own, in a thread nobody has created. */
  question(): Question {
    return newQuestion(this.contract);
  }

  /**
   * A variant of it by its name, with a canary, and a figure where its prompt names one.
   *
   * @throws {@link CapabilityMissing} when the contract has none of that name
   */
  variant(name: QuestionVariant): Question {
    return newVariant(this.contract, name);
  }

  /**
   * A question in a thread created for the user, where the contract promises that.
   *
   * @param question - @default the contract's own, with a canary of its own
   * @throws {@link ThreadUnavailable} when no thread was created
   */
  async questionInNewThread(user: User, question: Question = this.question()): Promise<Question> {
    return await inNewThread(question, (title) => this.call("createThread", { title }, { user }));
  }

  /**
   * How long one of the server's long promises takes here: shortened on an embedded backend, which keeps
   * it faster, at full length elsewhere. Never for a deadline of ours.
   *
   * @param ms - at full length, as the contract says it
   */
  promised(ms: number): number {
    return ms * (this.#options.scale ?? 1);
  }

  /**
   * How far one gets towards the target's HTTP origin: name, address, connection, certificate. Whatever
   * fails is told as a value; each step may take the contract's limit for connecting.
   *
   * @throws the signal's reason when the check is called off meanwhile
   */
  async reach(): Promise<Reach> {
    this.#assertUsable();
    const { clock, limits } = this;
    const options = { limitMs: limits.connectMs, clock, signal: this.#wire.signal };
    const reached = await reach(this.target.http, options);
    this.#sawCertificate ||= reached.tls !== undefined;
    return reached;
  }

  /**
   * Keeps a measured number for the report; it decides nothing.
   *
   * @param unit - `ms`, `/s`, `%`, …
   * @throws {RangeError} for a value that is no finite number
   */
  figure(name: string, value: number, unit: string): void {
    this.findings.figure({ name, value, unit });
  }

  /** Opens a session and waits for the greeting the contract promises; see {@link Door.connect}. */
  async connect(options: ConnectOptions = {}): Promise<Session> {
    this.#assertUsable();
    return await this.#wire.door.connect(options);
  }

  /** Performs one upgrade and tells how it went, refused or not; see {@link Door.knock}. */
  async knock(options: KnockOptions = {}): Promise<Knock> {
    this.#assertUsable();
    return await this.#wire.door.knock(options);
  }

  /** Proof that something really travelled: bytes of bodies and sockets, frames and HTTP answers. */
  wireActivity(): { readonly bytesReceived: number; readonly messages: number } {
    const { bytesReceived, messages } = this.#wire;
    return { bytesReceived, messages };
  }

  /** The target said something, if only to refuse an upgrade or to show its certificate. */
  wasAnswered(): boolean {
    const { messages, door } = this.#wire;
    return this.#sawCertificate || messages > 0 || door.answeredUpgrades > 0;
  }

  /** Failed connection attempts that a later one made good; see {@link Door.recovered}. */
  recovered(): readonly string[] {
    return this.#wire.door.recovered;
  }

  /** Revisions that answered this context's sessions, as far as they say so. */
  revisions(): readonly string[] {
    return this.#wire.door.revisions;
  }

  /** HTTP first, then every connection in the order it was dialled. */
  transcripts(): readonly Transcript[] {
    return this.#wire.transcripts;
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
    this.#disposal ??= this.#wire.close(new ContextDisposed());
    return this.#disposal;
  }

  #assertUsable(): void {
    if (this.#disposal !== undefined) throw new ContextDisposed();
  }
}
