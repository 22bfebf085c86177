import { GapproofError } from "../../ground/errors.ts";
import type { TestContext } from "../context.ts";
import type { Trial } from "../gate/rates/trial.ts";
import type { User } from "../wire/user/user.ts";
import { Accounts, leavesAccount } from "./accounts.ts";
import { RequestBudget } from "./request-budget.ts";
import { TokenLife } from "./token-life.ts";
import type { Walk } from "./walk.ts";

/** Between two renewals of somebody who was turned away; then twice as long each time. Milliseconds. */
const firstPauseMs = 30_000;

/** What it takes to become somebody, at most: to register and to log in. */
const requestsToArrive = 2;

/**
 * Whom trials of a watch come as. Where this side signs the tokens, somebody new each time, because that leaves nothing
 * on the target. Everywhere else one user, or a watch of hundreds of trials would leave hundreds of accounts on
 * somebody else's deployment: renewed before the token ends, because a token that is too old is our mistake and no
 * failure of the backend's, and when a backend that knew the user knows them no more.
 */
export class Guest {
  readonly #context: TestContext;
  readonly #accounts: Accounts;
  readonly #budget: RequestBudget;
  #coming: Promise<User | undefined> | undefined;
  #current: User | undefined;
  #life: TokenLife | undefined;
  #wasAccepted = false;
  #wasRefused = false;
  #isForgotten = false;
  #pauseMs = firstPauseMs;
  #restsUntilMs = Number.NEGATIVE_INFINITY;
  #triesUntilMs = Number.NEGATIVE_INFINITY;
  #end: string | undefined;

  /** @param context - lives as long as the watch, and makes the users */
  constructor(context: TestContext) {
    this.#context = context;
    this.#accounts = new Accounts(context);
    this.#budget = new RequestBudget(context.contract, context.clock);
  }

  /** Why no further trial may begin: whom it came as would fail of us. */
  get end(): string | undefined {
    if (this.#current?.origin === "given" && this.#isEnding())
      this.#end ??= "the given token expires, and nobody can renew it";
    return this.#end;
  }

  /** How long from now until that may be so without anybody's doing. Milliseconds. */
  get leftMs(): number {
    if (this.#current?.origin !== "given") return Number.POSITIVE_INFINITY;
    return this.#life?.leftMs(this.#context.clock.date()) ?? Number.POSITIVE_INFINITY;
  }

  /** How long from now until a walk may begin without asking for more than one user may. Milliseconds. */
  waitMs({ requests }: Pick<Walk, "requests">): number {
    if (this.#current?.origin === "minted") return 0;
    return requests > 0 || this.#wasRefused ? this.#budget.waitMs : 0;
  }

  /**
   * Whom a trial comes as.
   *
   * @returns undefined when there is nobody, and nobody was asked; then the watch is at its end
   * @throws GapproofError when the backend was asked and let nobody in, or when there is no way to ask
   */
  async user({ requests }: Pick<Walk, "requests">): Promise<User | undefined> {
    this.#budget.spend(requests);
    const user = await this.#found();
    return this.end === undefined ? user : undefined;
  }

  /** Hears how a trial ended, and lets the next one have somebody else where that may help. */
  heard(user: User, { ok, outcome }: Pick<Trial, "ok" | "outcome">): void {
    // What ended since then was another user's.
    if (user !== this.#current || !leavesAccount(user)) return;
    if (ok) this.#wasAccepted = true;
    // Whom nobody has let in yet is refused for another reason than their age.
    else if (this.#wasAccepted && this.#isRefusal(outcome) && this.#mayAskAgain())
      this.#isForgotten = true;
  }

  /** Whoever waits while another asks shares what comes of it; a refusal is that one's only, and each asks anew. */
  async #found(): Promise<User | undefined> {
    while (this.#coming !== undefined) {
      const user = await this.#coming.catch(() => undefined);
      if (user !== undefined && user.origin !== "minted") return user;
    }
    const current = this.#current;
    if (this.#end !== undefined || current?.origin === "given") return current;
    if (current?.origin === "minted") return await this.#accounts.another();
    if (current !== undefined && !this.#isOutworn()) return current;
    this.#budget.spend(requestsToArrive);
    return await this.#shared(current === undefined ? this.#obtained() : this.#renewed(current));
  }

  async #shared(asking: Promise<User | undefined>): Promise<User | undefined> {
    const coming = asking.finally(() => {
      this.#coming = undefined;
    });
    this.#coming = coming;
    return await coming;
  }

  #isOutworn(): boolean {
    if (this.#isForgotten || this.#hasEnded()) return true;
    return this.#isEnding() && this.#context.clock.now() >= this.#triesUntilMs;
  }

  #isEnding(): boolean {
    return this.#life?.isEnding(this.#context.clock.date()) === true;
  }

  #hasEnded(): boolean {
    return this.#life?.hasEnded(this.#context.clock.date()) === true;
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

  async #obtained(): Promise<User | undefined> {
    try {
      const user = await this.#accounts.another();
      if (user !== undefined) return this.#adopted(user);
      this.#end = "as many accounts were left on the target as may be, and nobody was let in";
      return undefined;
    } catch (error) {
      this.#wasRefused = true;
      throw error;
    }
  }

  async #renewed(user: User): Promise<User> {
    this.#isForgotten = false;
    try {
      const renewed = await this.#accounts.again(user);
      if (renewed !== undefined) return this.#adopted(renewed);
      if (this.#isEnding())
        this.#end = "the user's token expires, and no more accounts may be left on the target";
      return user;
    } catch (error) {
      const isOver = this.#hasEnded();
      this.#wasRefused = isOver;
      // A renewal that fails is not the trial's failure, as long as the token is still good.
      if (isOver || !(error instanceof GapproofError)) throw error;
      this.#triesUntilMs = this.#context.clock.now() + (this.#life?.patienceMs ?? 0);
      return user;
    }
  }

  #adopted(user: User): User {
    const { clock, limits } = this.#context;
    this.#life = new TokenLife(user.token, clock.date(), limits.completionMs);
    this.#current = user;
    this.#wasAccepted = false;
    this.#wasRefused = false;
    return user;
  }
}
