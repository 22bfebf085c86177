import type { Carrier, Contract } from "../../contract/contract.ts";
import { readText } from "../../contract/field.ts";
import { explain } from "../../ground/errors.ts";
import type { Secret } from "../../ground/secret.ts";
import type { Breaker } from "./breaker.ts";
import type { Budget } from "./budget.ts";
import { openSession } from "./connect.ts";
import { type Knock, knockOn } from "./knock.ts";
import { defaultRetry, noRetry, type RetrySettings } from "./retry.ts";
import type { Session } from "./session.ts";
import { type Carriage, carriageOf, offerOf } from "./socket/carrier.ts";
import { type DialRequest, type Line, routeUrl } from "./socket/dial.ts";
import type { Trace } from "./trace.ts";
import type { Transcript } from "./transcript.ts";
import type { User } from "./user/user.ts";

export interface DoorOptions {
  readonly contract: Contract;
  /** Full WebSocket URL with the contract's first route. */
  readonly wsUrl: string;
  readonly budget: Budget;
  readonly trace: Trace;
  /** Sends the contract's headers that weaken authentication with sessions, never when knocking. */
  readonly testHeaders: boolean;
  /** Who comes when nobody is named. */
  readonly defaultUser: () => Promise<User>;
}

export interface ConnectOptions {
  /** `null` comes as nobody. @default the context's user */
  readonly user?: User | null;
  /** @default the contract's first route */
  readonly route?: string;
  /** How the token travels. @default the contract's first carrier */
  readonly carrier?: Carrier;
  /** Thread of questions that name none. @default a new one */
  readonly threadId?: string;
  /** Messages sent the moment the connection stands, before the greeting can have come. @default none */
  readonly early?: readonly unknown[];
  /** Of the handshake, beside the ones it needs: `origin` and the like. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Offers compression of messages, as every browser does; the server may decline. @default false */
  readonly compression?: boolean;
  /** `false` allows one attempt. @default three, for the network's own failures only */
  readonly retry?: RetrySettings | false;
  /** Guards the whole retry cycle. @default none: inside a check it would hide a fault */
  readonly breaker?: Breaker;
}

export interface KnockOptions {
  /** `null` knocks as nobody. @default the context's user, unless a token is given */
  readonly user?: User | null;
  /** Instead of the user's. */
  readonly token?: Secret;
  /** @default the contract's first route */
  readonly route?: string;
  /** How the token travels. @default the contract's first carrier */
  readonly carrier?: Carrier;
  /** Subprotocol layout to offer instead of a carrier's. */
  readonly offer?: readonly string[];
  /** Of the handshake, beside the ones it needs: `origin` and the like. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Offers compression of messages, as every browser does; the server may decline. @default false */
  readonly compression?: boolean;
  /** Give an opened connection the full time of a greeting before it counts as silent. @default false */
  readonly settle?: boolean;
}

/** How long a server may take to answer a closing handshake at the end. Milliseconds. */
const farewellMs = 250;

/** The deployment's WebSocket entrance: every connection made through it is closed with it. */
export class Door implements AsyncDisposable {
  readonly #options: DoorOptions;
  readonly #lines: Line[] = [];
  readonly #sessions: Session[] = [];
  /** Kept for as long as the transcripts, which are redacted when they are read. */
  readonly #tokens: Secret[] = [];

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  get bytesReceived(): number {
    return this.#lines.reduce((sum, { socket }) => sum + socket.bytesReceived, 0);
  }

  /** Frames received. */
  get messages(): number {
    return this.#lines.reduce((sum, { socket }) => sum + socket.inbox.frames.length, 0);
  }

  /** Upgrades the server answered, refused ones included. */
  get answeredUpgrades(): number {
    return this.#lines.filter(({ socket }) => socket.wasAnswered).length;
  }

  /** Why connections did not stand at the first attempt, where a later one did. */
  get recovered(): readonly string[] {
    return this.#sessions
      .flatMap(({ attempts }) => attempts)
      .flatMap(({ error }) => (error === undefined ? [] : [explain(error)]));
  }

  /** Revisions whose greetings said which they are, each once. */
  get revisions(): readonly string[] {
    const { revision = [] } = this.#options.contract.websocket.welcome ?? {};
    const told = this.#sessions.flatMap(({ welcome }) => readText(welcome, revision) ?? []);
    return [...new Set(told)];
  }

  /** In the order of dialling. */
  get transcripts(): readonly Transcript[] {
    return this.#lines.map(({ transcript }) => transcript);
  }

  /**
   * Opens a session and waits for the greeting the contract promises.
   *
   * @throws {@link ConnectFailure}, {@link AttemptsFailed} after several attempts,
   *   {@link WaitExpired} for the greeting, {@link SessionClosed} when the server hangs up instead,
   *   {@link BreakerOpen} when a breaker was asked for and is open
   */
  async connect(options: ConnectOptions): Promise<Session> {
    const { testHeaders, contract, trace } = this.#options;
    const user = await this.#visitor(options.user);
    const { breaker, retry = breaker?.settings.retry ?? defaultRetry } = options;
    const carriage = carriageOf(options.carrier ?? this.#firstCarrier(), user?.token);
    const open = (): Promise<Session> =>
      openSession({
        ...this.#dialRequest(options.route, carriage, user?.token),
        ...{ user, threadId: options.threadId, early: options.early ?? [] },
        compression: options.compression,
        retry: retry === false ? noRetry : retry,
        attemptMs: breaker?.settings.timeoutMs,
        headersOf: () => ({
          ...(testHeaders && user !== undefined ? contract.auth.testHeaders : {}),
          ...trace.headers(),
          ...options.headers,
        }),
      });
    const session = await (breaker === undefined ? open() : breaker.execute(open));
    this.#sessions.push(session);
    return session;
  }

  /**
   * Performs one upgrade and tells how it went; never tries twice, never throws for what a server does.
   *
   * @throws {@link InvalidSubprotocol} or {@link ConfigurationError} for an offer that cannot be made
   */
  async knock(options: KnockOptions): Promise<Knock> {
    const { trace, budget } = this.#options;
    const token = options.token ?? (await this.#visitor(options.user))?.token;
    const carriage =
      options.offer === undefined
        ? carriageOf(options.carrier ?? this.#firstCarrier(), token)
        : withOffer(options, token);
    const request = this.#dialRequest(options.route, carriage, token);
    const headers = { ...trace.headers(), ...options.headers };
    const withinMs = options.settle === true ? budget.limits.welcomeMs : undefined;
    const { compression } = options;
    return await knockOn({ ...request, headers, compression }, withinMs);
  }

  /** Says goodbye to every session, last one first, and hangs up on whatever does not answer. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      this.#sessions.toReversed().map((session) => session.close(1000, farewellMs)),
    );
    for (const { socket } of this.#lines.toReversed()) socket.terminate();
    await Promise.all(this.#lines.map(({ socket }) => socket.closed));
  }

  async #visitor(user: User | null | undefined): Promise<User | undefined> {
    return user === undefined ? await this.#options.defaultUser() : (user ?? undefined);
  }

  #firstCarrier(): Carrier | undefined {
    return this.#options.contract.websocket.carriers[0];
  }

  #dialRequest(
    route: string | undefined,
    carriage: Carriage,
    token: Secret | undefined,
  ): DialRequest {
    const { contract, wsUrl, budget } = this.#options;
    const [first = "/"] = contract.websocket.routes;
    if (token !== undefined) this.#tokens.push(token);
    return {
      ...{ contract, budget, carriage, token, headers: {} },
      url: routeUrl(wsUrl, first, route ?? first),
      onDial: (line) => this.#lines.push(line),
    };
  }
}

function withOffer({ carrier, offer = [] }: KnockOptions, token: Secret | undefined): Carriage {
  return { ...carriageOf(carrier, token), offer: offerOf(offer, token) };
}
