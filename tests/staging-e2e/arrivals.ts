import { explain } from "../../src/ground/errors.ts";
import type { TestContext } from "../../src/harness/context.ts";
import type { Session } from "../../src/harness/wire/session.ts";
import type { User } from "../../src/harness/wire/user/user.ts";

/** Connections of one user that are counted and timed, whether they come about or not. */
export class Arrivals {
  readonly #context: TestContext;
  readonly #user: User;
  readonly #tookMs: number[] = [];
  readonly #errors: unknown[] = [];

  constructor(context: TestContext, user: User) {
    this.#context = context;
    this.#user = user;
  }

  get count(): number {
    return this.#tookMs.length;
  }

  /** Of all that were tried, from 0 to 1. */
  get share(): number {
    return (this.count - this.#errors.length) / this.count;
  }

  /** Whether `share` of `planned` cannot be reached any more, however the rest goes. */
  isHopeless(planned: number, share: number): boolean {
    return (planned - this.#errors.length) / planned < share;
  }

  /** From dialling to the greeting; a lost one counts with the time it cost. Milliseconds. */
  get meanMs(): number {
    return this.#tookMs.reduce((sum, tookMs) => sum + tookMs, 0) / this.count;
  }

  /** Why some were lost. */
  get complaints(): string {
    return `${this.#errors.length} of ${this.count} lost: ${this.#errors.map(explain).join("; ")}`;
  }

  /** Connects that many times at once, each with one attempt. */
  async come(n: number): Promise<Session[]> {
    const came = await Promise.all(Array.from({ length: n }, () => this.#connect()));
    return came.flatMap((session) => session ?? []);
  }

  async #connect(): Promise<Session | undefined> {
    const { clock } = this.#context;
    const started = clock.now();
    const options = { user: this.#user, retry: false } as const;
    const [outcome] = await Promise.allSettled([this.#context.connect(options)]);
    this.#tookMs.push(clock.now() - started);
    if (outcome.status === "fulfilled") return outcome.value;
    this.#errors.push(outcome.reason);
    return undefined;
  }
}
