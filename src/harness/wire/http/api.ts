import type {
  Contract,
  Operation,
  OperationName,
  ServiceName,
} from "../../../contract/contract.ts";
import type { TemplateValues } from "../../../contract/template.ts";
import { linkAbort } from "../../../ground/abort.ts";
import type { Secret } from "../../../ground/secret.ts";
import type { Budget } from "../budget.ts";
import type { Trace } from "../trace.ts";
import { Transcript } from "../transcript.ts";
import type { User } from "../user/user.ts";
import { EventStream } from "./event-stream.ts";
import { type HttpCall, HttpClient, type HttpExchange, HttpFailure } from "./http-client.ts";
import {
  type Answer,
  answerOf,
  operationOf,
  requestOf,
  serviceUrl,
  tokenHeader,
} from "./operation.ts";

export interface ApiOptions {
  readonly contract: Contract;
  /** Where the services answer; the backend under `http`. */
  readonly urls: { readonly http: string; readonly auth?: string; readonly frontend?: string };
  readonly budget: Budget;
  readonly trace: Trace;
  /** Sends the contract's headers that weaken authentication; never to the auth service. */
  readonly testHeaders: boolean;
  /** Who calls when nobody is named. */
  readonly defaultUser: () => Promise<User>;
}

/** Who calls, and how. */
export interface CallOptions {
  /** `null` calls as nobody. @default the context's user, where the operation wants one */
  readonly user?: User | null;
  /** Instead of the user's. */
  readonly token?: Secret;
  /** Over the operation's own, by name. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Instead of the operation's body: JSON data, or a string that is sent as it is, called JSON unless
   * `headers` say otherwise.
   */
  readonly body?: unknown;
  /** Over the operation's own, by name. */
  readonly query?: Readonly<Record<string, string>>;
  /** On a connection of its own instead of one of the pool's. @default false */
  readonly freshConnection?: boolean;
  /**
   * Milliseconds. @default the contract's limit for one HTTP call; for a stream, which this limits only
   * until its headers are there, that for a run's first event
   */
  readonly timeoutMs?: number;
}

interface Prepared {
  readonly operation: Operation;
  readonly client: HttpClient;
  readonly call: HttpCall;
}

/** The contract's HTTP operations, by name. */
export class Api implements AsyncDisposable {
  /** Every call and how it ended. */
  readonly transcript: Transcript;
  readonly #options: ApiOptions;
  readonly #clients = new Map<string, HttpClient>();
  readonly #streams: EventStream[] = [];
  /** Kept for as long as the transcript, which is redacted when it is read. */
  readonly #tokens: Secret[] = [];
  #answers = 0;

  constructor(options: ApiOptions) {
    this.#options = options;
    this.transcript = new Transcript(`HTTP ${options.urls.http}`, options.budget.clock);
  }

  /** The client of a service. @throws {@link CapabilityMissing} when the target has no such service */
  client(service: ServiceName): HttpClient {
    const { contract, urls, budget, trace } = this.#options;
    const baseUrl = serviceUrl(contract, service, urls);
    const known = this.#clients.get(baseUrl);
    if (known !== undefined) return known;
    const client = new HttpClient({
      baseUrl,
      timeoutMs: budget.limits.httpMs,
      connectMs: budget.limits.connectMs,
      clock: budget.clock,
      headersOf: () => trace.headers(),
      onEnd: (end) => this.#record(end),
    });
    this.#clients.set(baseUrl, client);
    return client;
  }

  get bytesReceived(): number {
    return [...this.#clients.values()].reduce((sum, { bytesReceived }) => sum + bytesReceived, 0);
  }

  /** Complete answers received, and streams that began. */
  get answers(): number {
    return this.#answers;
  }

  /**
   * Calls an operation. Any status is an answer; see `ok`.
   *
   * @throws {@link CapabilityMissing}, {@link HttpFailure} when no complete answer comes,
   *   RangeError naming a placeholder without a value
   */
  async call(
    name: OperationName,
    values: TemplateValues = {},
    options: CallOptions = {},
  ): Promise<Answer> {
    const { contract, budget } = this.#options;
    const { client, call } = await this.#prepare(name, values, options);
    const { signal } = budget;
    const exchange = await client.call({
      ...call,
      timeoutMs: budget.limitMs("http", options.timeoutMs),
      ...(signal === undefined ? {} : { signal }),
    });
    return answerOf(contract, name, exchange);
  }

  /**
   * Calls an operation whose answer comes bit by bit, and returns once its headers are there. Any status
   * is an answer; a body that is no stream is read first, so that `said` says what it holds.
   *
   * @throws {@link CapabilityMissing}, {@link HttpFailure} when no answer begins, {@link WaitExpired}
   *   when none begins in time, RangeError naming a placeholder without a value
   */
  async stream(
    name: OperationName,
    values: TemplateValues = {},
    options: CallOptions = {},
  ): Promise<EventStream> {
    const { budget } = this.#options;
    const prepared = await this.#prepare(name, values, options);
    const { method, path } = prepared.call;
    const hangUp = new AbortController();
    const what = `the answer to ${method} ${path}`;
    const wait = { phase: "firstEvent", what, withinMs: options.timeoutMs } as const;
    const stream = await budget.within(this.#open(prepared, hangUp), wait, () => hangUp.abort());
    await stream.settle();
    return stream;
  }

  /** Writes down something that happened beside the calls. */
  note(text: string): void {
    this.transcript.record({ kind: "note", direction: "local", text });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#streams.map((stream) => stream.cancel()));
    await Promise.all([...this.#clients.values()].map((client) => client[Symbol.asyncDispose]()));
  }

  async #open(
    { client, call, operation }: Prepared,
    hangUp: AbortController,
  ): Promise<EventStream> {
    const { budget } = this.#options;
    const { transcript } = this;
    const sentMs = budget.clock.now();
    const text = `${call.method} ${client.url(call.path, call.query)}`;
    transcript.record({ kind: "request", direction: "out", text });
    const line = linkAbort([hangUp.signal, budget.signal]);
    try {
      const answer = await client.open({ ...call, signal: line.signal });
      const { status: code, headers } = answer;
      const type = `content-type: ${headers["content-type"] ?? "none"}`;
      transcript.record({ kind: "response", direction: "in", code, text: type });
      this.#answers += 1;
      const ok = operation.ok.includes(code);
      const stream = new EventStream({
        ...{ answer, ok, budget, sentMs, transcript },
        hangUp: () => hangUp.abort(),
        onOver: () => line[Symbol.dispose](),
      });
      this.#streams.push(stream);
      return stream;
    } catch (error) {
      line[Symbol.dispose]();
      if (error instanceof HttpFailure) {
        transcript.record({ kind: "error", direction: "local", text: error.message });
      }
      throw error;
    }
  }

  async #prepare(
    name: OperationName,
    values: TemplateValues,
    options: CallOptions,
  ): Promise<Prepared> {
    const { contract } = this.#options;
    const operation = operationOf(contract, name);
    const client = this.client(operation.service);
    const user = await this.#caller(operation.authenticated, options);
    const token = options.token ?? user?.token;
    if (token !== undefined) this.#tokens.push(token);
    const request = requestOf(operation, { ...identityOf(user), ...values });
    const { body = request.body, freshConnection = false } = options;
    return {
      operation,
      client,
      call: {
        ...request,
        ...{ body, freshConnection },
        query: { ...request.query, ...options.query },
        headers: {
          ...(typeof body === "string" ? { "content-type": "application/json" } : {}),
          ...this.#testHeaders(operation.service, options),
          ...request.headers,
          ...(token === undefined ? {} : tokenHeader(contract, token)),
          ...options.headers,
        },
      },
    };
  }

  async #caller(authenticated: boolean, { user, token }: CallOptions): Promise<User | undefined> {
    if (user === null) return undefined;
    if (user !== undefined) return user;
    return authenticated && token === undefined ? await this.#options.defaultUser() : undefined;
  }

  /** Never where authentication itself is in question: they would open what is to be found shut. */
  #testHeaders(service: ServiceName, { user, token }: CallOptions): Record<string, string> {
    const { testHeaders, contract } = this.#options;
    const asksForAuth = service === "auth" || user === null || token !== undefined;
    return testHeaders && !asksForAuth ? contract.auth.testHeaders : {};
  }

  #record(end: HttpExchange | HttpFailure): void {
    const { method, url, elapsedMs } = end;
    const atMs = Math.max(0, this.transcript.nowMs() - elapsedMs);
    this.transcript.record({ kind: "request", direction: "out", text: `${method} ${url}`, atMs });
    if (end instanceof HttpFailure) {
      this.transcript.record({ kind: "error", direction: "local", text: end.message });
      return;
    }
    this.#answers += 1;
    const { status: code, text } = end;
    this.transcript.record({ kind: "response", direction: "in", code, text });
  }
}

function identityOf(user: User | undefined): TemplateValues {
  if (user === undefined) return {};
  const { id: userId, email, token, refreshToken, password } = user;
  return { userId, email, token, refreshToken, password };
}
