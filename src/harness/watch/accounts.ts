import { explain } from "../../ground/errors.ts";
import { Secret } from "../../ground/secret.ts";
import type { TestContext } from "../context.ts";
import type { Answer } from "../wire/http/operation.ts";
import { identityIn, realSecret } from "../wire/user/token.ts";
import { type User, UserUnavailable } from "../wire/user/user.ts";
import { isUnknown, mayHaveMadeAccount } from "./refusal.ts";

/** Every account stays on the target: so many may be left there by one watch, however long. */
const mostAccounts = 5;

/** Somebody who can log in again. */
type Known = Required<Pick<User, "email" | "password">> & { readonly id: string | undefined };

/** Where users come from, and the accounts they leave behind. */
export class Accounts {
  readonly #context: TestContext;
  #made = 0;
  /** Made after one was lost: whoever could not log in then can be asked for again without a new account. */
  #known: Known | undefined;
  #wasLost = false;

  constructor(context: TestContext) {
    this.#context = context;
  }

  /**
   * Somebody else, where that leaves not too many accounts.
   *
   * @returns undefined when nobody may be asked for any more; nothing was sent then
   * @throws UserUnavailable and what {@link wasAsked} tells from it
   */
  async another(): Promise<User | undefined> {
    if (this.#known !== undefined) return await this.#letIn(this.#known);
    if (this.#made >= mostAccounts) return undefined;
    if (this.#wasLost && this.#canLogIn()) return await this.#registered();
    try {
      const [user] = await this.#context.users(1);
      if (user !== undefined && leavesAccount(user)) this.#made += 1;
      return user;
    } catch (error) {
      if (mayHaveMadeAccount(error)) {
        this.#made += 1;
        this.#wasLost = true;
      }
      throw error;
    }
  }

  /** The same account with a new token where it can log in again, else somebody else. */
  async again({ id, email, password }: User): Promise<User | undefined> {
    if (password === undefined || !this.#canLogIn()) return await this.another();
    return await this.#letIn({ id, email, password });
  }

  async #letIn(known: Known): Promise<User> {
    try {
      return await this.#loggedIn(known);
    } catch (error) {
      // A backend that lost its data knows nobody of before.
      if (isUnknown(error) && this.#made < mostAccounts) return await this.#registered();
      throw error;
    }
  }

  async #registered(): Promise<User> {
    const { register } = this.#context.contract.operations;
    const account = this.#context.account();
    const { email } = account;
    const password = new Secret(account.password);
    const answer = register === undefined ? undefined : await this.#ask("register", account);
    this.#made += 1;
    const id = register?.read.userId && answer?.read("userId");
    this.#known = { email, password, id: typeof id === "string" ? id : undefined };
    return await this.#loggedIn(this.#known);
  }

  async #loggedIn({ email, password, id: before }: Known): Promise<User> {
    const { contract } = this.#context;
    const answer = await this.#ask("login", { email, password, name: "gapproof" });
    const text = answer.read("token");
    if (typeof text !== "string") throw new UserUnavailable(["logging in: no token came"]);
    const token = realSecret(new Secret(text), "the token of the login");
    const id = before ?? identityIn(contract, token).id ?? email;
    return { id, email, password, token, origin: "registered" };
  }

  async #ask(
    name: "register" | "login",
    values: Readonly<Record<string, string | Secret>>,
  ): Promise<Answer> {
    let answer: Answer;
    try {
      answer = await this.#context.call(name, values, { user: null });
    } catch (cause) {
      throw new UserUnavailable([`${name}: ${explain(cause)}`], { cause });
    }
    if (!answer.ok) throw new UserUnavailable([`${name}: ${answer.said}`]);
    return answer;
  }

  /** Whoever comes by the login that is kept for tests has no password. */
  #canLogIn(): boolean {
    const { login, testLogin } = this.#context.contract.operations;
    if (login?.read.token === undefined) return false;
    try {
      return testLogin === undefined || this.#context.bypassKey === undefined;
    } catch {
      return true;
    }
  }
}

export function leavesAccount({ origin }: Pick<User, "origin">): boolean {
  return origin === "registered" || origin === "bypass";
}
