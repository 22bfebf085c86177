import { randomBytes, randomUUID } from "node:crypto";
import type { Contract, OperationName } from "../../../contract/contract.ts";
import type { TemplateValues } from "../../../contract/template.ts";
import type { Clock } from "../../../ground/clock.ts";
import { explain, GapproofError } from "../../../ground/errors.ts";
import type { ExitCode } from "../../../ground/exit-code.ts";
import { redact, rememberSecret } from "../../../ground/redact.ts";
import { Secret } from "../../../ground/secret.ts";
import { type Answer, CapabilityMissing } from "../http/operation.ts";
import {
  type Credentials,
  identityIn,
  mintToken,
  realSecret,
  type TokenAlgorithm,
} from "./token.ts";

/** Where a user's token came from. */
type UserOrigin = "given" | "bypass" | "minted" | "registered";

/** Somebody the backend lets in. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly token: Secret;
  readonly refreshToken?: Secret;
  readonly password?: Secret;
  readonly origin: UserOrigin;
}

/** Somebody who could register. */
export type Account = Readonly<Record<"email" | "password" | "name", string>>;

/** No way of becoming somebody worked. */
export class UserUnavailable extends GapproofError {
  override readonly name: string = "UserUnavailable";
  readonly code: string = "GAPPROOF_USER";
  readonly exitCode: ExitCode = 2;
  /** Every way considered, strongest first, and why it did not do. */
  readonly tried: readonly string[];

  constructor(tried: readonly string[], options: ErrorOptions = {}) {
    super(
      ["No user could be had. Tried:", ...tried.map((line) => `  ${line}`)].join("\n"),
      options,
    );
    this.tried = tried;
  }
}

export interface UsersOptions {
  readonly contract: Contract;
  readonly credentials: Credentials;
  /** Makes emails unique: letters, digits and dashes. */
  readonly namespace: string;
  readonly clock: Clock;
  /** Calls an operation as nobody. */
  readonly call: (
    operation: OperationName,
    values: TemplateValues,
    options?: { readonly timeoutMs?: number },
  ) => Promise<Answer>;
}

/** How long the login that is kept for tests may take. Milliseconds. */
const bypassMs = 10_000;

/**
 * The users of one context, all distinct.
 *
 * Strongest first: the given token (one identity, so only the first user), a token minted with the
 * signing secret, the login that is kept for tests and opened by a key, an account registered and logged
 * in through the contract's operations. A way that is there and fails is an error, never a reason to try
 * the next. Never a built-in secret, never a made-up token.
 */
export class Users {
  readonly #options: UsersOptions;
  #count = 0;
  #givenUsed = false;

  constructor(options: UsersOptions) {
    this.#options = options;
  }

  /** What a new account may be registered with; unique, and nobody's yet. */
  account(): Account {
    this.#count += 1;
    const password = `Gp1-${randomBytes(18).toString("base64url")}`;
    // A plain string, because forms want one; remembered, so that no report shows it.
    rememberSecret(password);
    return { email: this.#email(this.#count), password, name: `gapproof ${this.#count}` };
  }

  /** @throws {@link UserUnavailable} listing what was tried */
  async obtain(): Promise<User> {
    const { token, bypassKey, jwtSecret } = this.#options.credentials;
    const { contract } = this.#options;
    const tried: string[] = [];
    if (token === undefined) tried.push("given token: there is none");
    else if (this.#givenUsed) tried.push("given token: it stands for one identity, already in use");
    else return this.#given(token);
    if (contract.auth.jwt === undefined)
      tried.push("minting: the contract does not describe tokens");
    else if (jwtSecret === undefined) tried.push("minting: there is no signing secret");
    else return await this.#minted(jwtSecret);
    if (bypassKey === undefined) tried.push("test login: there is no bypass key");
    else if (contract.operations.testLogin === undefined)
      tried.push("test login: the contract has none");
    else return await this.#bypassed(bypassKey, tried);
    return await this.registered(tried);
  }

  /**
   * Registers an account and logs in with it.
   *
   * @param tried - what was tried before, for the error
   * @throws {@link UserUnavailable}
   */
  async registered(tried: readonly string[] = []): Promise<User> {
    const { login, register } = this.#options.contract.operations;
    if (login !== undefined || register !== undefined) return await this.#registered([...tried]);
    const none = "registering: the contract has neither register nor login";
    throw new UserUnavailable([...tried, none]);
  }

  /**
   * Signs a token for a user, with claims that differ from a good one's.
   *
   * @param algorithm - @default the contract's
   * @throws {@link CapabilityMissing} when there is no signing secret to do it with
   */
  async mint(
    user: User,
    claims: Readonly<Record<string, unknown>>,
    algorithm?: TokenAlgorithm,
  ): Promise<Secret> {
    const { contract, credentials, clock } = this.#options;
    const { jwtSecret, environment = "development" } = credentials;
    if (jwtSecret === undefined) throw new CapabilityMissing(contract, "a signing secret");
    const { id: userId, email } = user;
    const minting = { userId, email, environment, now: clock.date(), claims, algorithm };
    return await mintToken(contract, jwtSecret, minting);
  }

  /** The key of the login that is kept for tests. @throws {@link CapabilityMissing} when there is none */
  get bypassKey(): Secret {
    const { contract, credentials } = this.#options;
    if (credentials.bypassKey !== undefined) return credentials.bypassKey;
    throw new CapabilityMissing(contract, "a key of the test login");
  }

  #given(token: Secret): User {
    this.#givenUsed = true;
    const real = realSecret(token, "the given token");
    const { id = "given-token", email = "" } = identityIn(this.#options.contract, real);
    return { id, email, token: real, origin: "given" };
  }

  async #bypassed(key: Secret, tried: readonly string[]): Promise<User> {
    const bypassKey = realSecret(key, "the bypass key");
    const { email, name } = this.account();
    const values = { bypassKey, email, name, userId: randomUUID() };
    const answer = await this.#attempt("testLogin", values, tried);
    return this.#loggedIn([answer], { email, origin: "bypass" }, tried);
  }

  async #minted(secret: Secret): Promise<User> {
    const { contract, credentials, clock } = this.#options;
    const id = randomUUID();
    const { email } = this.account();
    const token = await mintToken(contract, realSecret(secret, "the signing secret"), {
      ...{ userId: id, email, now: clock.date() },
      environment: credentials.environment ?? "development",
    });
    return { id, email, token, origin: "minted" };
  }

  async #registered(tried: string[]): Promise<User> {
    const account = this.account();
    const { email } = account;
    const password = new Secret(account.password);
    const answers: Answer[] = [];
    for (const name of ["register", "login"] as const) {
      if (this.#options.contract.operations[name] === undefined) continue;
      answers.unshift(await this.#attempt(name, account, tried));
    }
    return this.#loggedIn(answers, { email, password, origin: "registered" }, tried);
  }

  /** @param answers - of the login, newest first */
  #loggedIn(
    answers: readonly Answer[],
    known: Pick<User, "email" | "password" | "origin">,
    tried: readonly string[],
  ): User {
    const read = (name: string): string | undefined =>
      answers.map((answer) => this.#readText(answer, name)).find((value) => value !== undefined);
    const token = read("token");
    if (token === undefined) throw new UserUnavailable([...tried, "logging in: no token came"]);
    const secret = realSecret(token, "the token of the login");
    const refresh = read("refreshToken");
    const id = read("userId") ?? identityIn(this.#options.contract, secret).id ?? known.email;
    return {
      ...{ ...known, id, token: secret },
      ...(refresh === undefined ? {} : { refreshToken: new Secret(refresh) }),
    };
  }

  async #attempt(
    name: "register" | "login" | "testLogin",
    values: TemplateValues,
    tried: readonly string[],
  ): Promise<Answer> {
    const options = name === "testLogin" ? { timeoutMs: bypassMs } : {};
    let answer: Answer;
    try {
      answer = await this.#options.call(name, values, options);
    } catch (cause) {
      throw new UserUnavailable([...tried, `${name}: ${explain(cause)}`], { cause });
    }
    if (answer.ok) return answer;
    const said = redact(answer.text).slice(0, 200);
    throw new UserUnavailable([...tried, `${name}: HTTP ${answer.status} ${said}`]);
  }

  #readText(answer: Answer, name: string): string | undefined {
    const { contract } = this.#options;
    if (contract.operations[answer.operation]?.read[name] === undefined) return undefined;
    const value = answer.read(name);
    return typeof value === "string" ? value : undefined;
  }

  #email(n: number): string {
    return `gapproof+${this.#options.namespace}-${n}@example.com`;
  }
}
