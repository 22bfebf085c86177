import type { Clock } from "../../../ground/clock.ts";
import type { Secret } from "../../../ground/secret.ts";
import { type User, UserUnavailable } from "../../wire/user/user.ts";
import type { Wire } from "../../wire/wire.ts";
import { type Member, namedIn } from "./member.ts";

/** Every account stays on the target: so many may be left there by one wait, however long. */
const mostAccounts = 5;

/** Between two accounts that are made though nothing has changed; then twice as long each time. Milliseconds. */
const firstPauseMs = 30_000;

/**
 * Whom the looks at one deployment are taken as. A build that turns its visitor away may know nothing of whom the
 * one before let in: then somebody else comes, at once where another revision answers, else ever more rarely.
 */
export class Visitor {
  readonly #wire: Wire;
  readonly #clock: Clock;
  #user: User | undefined;
  #isFirst = true;
  #accounts = 0;
  #pauseMs = firstPauseMs;
  #restsUntilMs = Number.NEGATIVE_INFINITY;
  /** Who answered the look before. */
  #revisions: string | undefined;
  #refusal: UserUnavailable | undefined;

  constructor(wire: Wire, clock: Clock) {
    this.#wire = wire;
    this.#clock = clock;
  }

  /** @throws UserUnavailable when nobody can be had, and for what it was when nobody else is asked for yet */
  async token(): Promise<Secret> {
    if (this.#user !== undefined) return this.#user.token;
    if (this.#refusal !== undefined && !this.#mayRegister) throw this.#refusal;
    try {
      // The context's own user once: that nobody could be had is remembered, and somebody may be had later.
      const coming = this.#isFirst ? this.#wire.user() : this.#wire.users.obtain();
      this.#isFirst = false;
      this.#user = await coming;
      this.#refusal = undefined;
      if (leavesAccount(this.#user)) this.#countAccount();
      return this.#user.token;
    } catch (error) {
      if (error instanceof UserUnavailable) this.#heardNo(error);
      throw error;
    }
  }

  /** Looks at how the visitor was received, and lets the next look have somebody else where that may help. */
  heard(members: readonly Member[]): void {
    const revisions = namedIn(members).toSorted().join(" ");
    const isOther = this.#revisions !== undefined && revisions !== this.#revisions;
    this.#revisions = revisions;
    const origin = this.#user?.origin;
    if (origin === undefined || origin === "given" || !members.some(isTurnedAway)) return;
    // Whom this side signs a token for is on no list of the target's.
    const isFree = origin === "minted";
    const mayCome = isOther ? this.#accounts < mostAccounts : this.#mayRegister;
    if (isFree || mayCome) this.#user = undefined;
  }

  get #mayRegister(): boolean {
    return this.#accounts < mostAccounts && this.#clock.now() >= this.#restsUntilMs;
  }

  #countAccount(): void {
    this.#accounts += 1;
    this.#restsUntilMs = this.#clock.now() + this.#pauseMs;
    this.#pauseMs *= 2;
  }

  /** An account may have been made before nobody could log in with it. */
  #heardNo(error: UserUnavailable): void {
    if (!/^(?:login|logging in):/.test(error.tried.at(-1) ?? "")) return;
    this.#refusal = error;
    this.#countAccount();
  }
}

function leavesAccount({ origin }: User): boolean {
  return origin === "registered" || origin === "bypass";
}

function isTurnedAway({ via, ok, outcome }: Member): boolean {
  return via === "ws" && !ok && /^(?:401|403|1008|4\d\d\d)$/.test(outcome);
}
