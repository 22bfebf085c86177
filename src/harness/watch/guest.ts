import { GapproofError } from "../../ground/errors.ts";
import { Secret } from "../../ground/secret.ts";
import type { TestContext } from "../context.ts";
import type { Trial } from "../gate/rates/trial.ts";
import { HttpFailure } from "../wire/http/http-failure.ts";
import { realSecret } from "../wire/user/token.ts";
import { type User, UserUnavailable } from "../wire/user/user.ts";
import { TokenLife } from "./token-life.ts";

/** Every account stays on the target: so many may be left there by one watch, however long. */
const mostAccounts = 5;

/** Between two renewals of somebody who was turned away; then twice as long each time. Milliseconds. */
const firstPauseMs = 30_000;

/**
 * Whom all trials of a watch come as. One user, or a watch of hundreds of trials would leave hundreds of accounts on
 * somebody else's deployment. Renewed before the token ends, because a token that is too old is our mistake and no
 * failure of the backend's, and when a backend that knew the user knows them no more.
 */
export class Guest {
  readonly #context: TestContext;
  #coming: Promise<User> | undefined;
  #current: User | undefined;
  #life: TokenLife | undefined;
  #walks = 0;
  #wasAccepted = false;
  #accounts = 0;
  #pauseMs = firstPauseMs;
  #restsUntilMs = Number.NEGATIVE_INFINITY;
  #refusal: GapproofError | undefined;

  /** @param context - lives as long as the watch, and makes the users */
  constructor(context: TestContext) {
    this.#context = context;
  }

  /** Whom the next trial comes as. @throws GapproofError when nobody can be had */
  async user(): Promise<User> {
    const current = this.#current;
    if (current !== undefined && this.#isOutworn(current)) this.#renew(current);
    this.#walks += 1;
    return await (this.#coming ?? this.#await(this.#obtained()));
  }

  /** Hears how a trial ended, and lets the next one have somebody else where that may help. */
  heard(user: User, { ok, outcome }: Pick<Trial, "ok" | "outcome">): void {
    // What ended since then was another user's.
    if (user !== this.#current) return;
    if (ok) this.#wasAccepted = true;
    // Whom nobody has let in yet is refused for another reason than their age.
    else if (this.#wasAccepted && this.#isRefusal(outcome) && this.#mayAskAgain())
      this.#renew(user);
  }

  /** Too old, or, where it costs nothing to be somebody else, near to what one user may ask in a row. */
  #isOutworn({ origin }: User): boolean {
    if (this.#life?.isEnding(this.#context.clock.date()) === true) return true;
    const { rateLimit } = this.#context.contract.http;
    return (
      origin === "minted" && typeof rateLimit === "object" && this.#walks >= rateLimit.requests / 2
    );
  }

  #isRefusal(outcome: string): boolean {
    const { statuses, closeCodes } = this.#context.contract.websocket.refused;
    const words = [
      ...statuses.flatMap((status) => [`refused ${status}`, `HTTP ${status}`]),
      ...closeCodes.map((code) => `close ${code}`),
    ];
    return words.includes(outcome);
  }

  /** Sparingly: a build that refuses its users will refuse the next one, too. */
  #mayAskAgain(): boolean {
    const now = this.#context.clock.now();
    if (now < this.#restsUntilMs) return false;
    this.#restsUntilMs = now + this.#pauseMs;
    this.#pauseMs *= 2;
    return true;
  }

  #renew(user: User): void {
    // Whom this side signs a token for is on no list of the target's.
    if (user.origin === "minted") void this.#await(this.#obtained());
    if (!leavesAccount(user)) return;
    const renewed = this.#loggedInAgain(user).catch((error: unknown) => {
      // A renewal that fails is not the trial's failure, as long as the token may still be good.
      if (error instanceof HttpFailure || error instanceof UserUnavailable) return user;
      throw error;
    });
    void this.#await(renewed);
  }

  /** One is asked for at a time; when nobody came, the next trial asks again. */
  #await(coming: Promise<User>): Promise<User> {
    this.#coming = coming;
    this.#walks = 0;
    this.#life = undefined;
    coming.catch(() => {
      if (this.#coming === coming) this.#coming = undefined;
    });
    return coming;
  }

  async #obtained(): Promise<User> {
    if (this.#accounts >= mostAccounts && this.#refusal !== undefined) throw this.#refusal;
    try {
      const [user] = await this.#context.users(1);
      if (user === undefined) throw new UserUnavailable(["nobody came"]);
      if (leavesAccount(user)) this.#accounts += 1;
      return this.#adopted(user);
    } catch (error) {
      if (error instanceof GapproofError) this.#heardNo(error);
      throw error;
    }
  }

  /** The same account where it can log in again; else another, as long as there are not too many. */
  async #loggedInAgain(user: User): Promise<User> {
    const { email, password } = user;
    const login = this.#context.contract.operations.login;
    if (password !== undefined && login?.read.token !== undefined) {
      const values = { email, password, name: "gapproof" };
      const answer = await this.#context.call("login", values, { user: null });
      const token = answer.ok ? answer.read("token") : undefined;
      if (typeof token === "string") {
        const renewed = realSecret(new Secret(token), "the token of the login");
        return this.#adopted({ ...user, token: renewed });
      }
    }
    return this.#accounts < mostAccounts ? await this.#obtained() : user;
  }

  #adopted(user: User): User {
    const { clock, limits } = this.#context;
    this.#life = new TokenLife(user.token, clock.date(), limits.completionMs);
    this.#current = user;
    this.#wasAccepted = false;
    return user;
  }

  /** An account may have been made before nobody could log in with it. */
  #heardNo(error: GapproofError): void {
    this.#refusal = error;
    const last = error instanceof UserUnavailable ? error.tried.at(-1) : undefined;
    // Whatever else went wrong did so with the token of a login.
    if (last === undefined || /^(?:login|logging in):/.test(last)) this.#accounts += 1;
  }
}

function leavesAccount({ origin }: User): boolean {
  return origin === "registered" || origin === "bypass";
}
