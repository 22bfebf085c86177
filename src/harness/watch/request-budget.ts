import type { Contract } from "../../contract/contract.ts";
import type { Clock } from "../../ground/clock.ts";

const minuteMs = 60_000;

/**
 * How often one user asks over HTTP: half of what the contract allows in a minute. Whoever asks for more is turned
 * away by a backend that works, and that would count against it. Half, because its minute may begin at another time
 * than ours.
 */
export class RequestBudget {
  readonly #most: number;
  readonly #clock: Clock;
  readonly #sentMs: number[] = [];

  constructor({ http }: Pick<Contract, "http">, clock: Clock) {
    const { rateLimit } = http;
    const isLimited = typeof rateLimit === "object";
    this.#most = isLimited
      ? Math.max(1, Math.floor(rateLimit.requests / 2))
      : Number.POSITIVE_INFINITY;
    this.#clock = clock;
  }

  spend(requests: number): void {
    const now = this.#clock.now();
    for (let n = 0; n < requests; n += 1) this.#sentMs.push(now);
    const stale = this.#sentMs.findIndex((ms) => ms > now - minuteMs);
    if (stale > 0) this.#sentMs.splice(0, stale);
  }

  /** How long from now until another one may be sent. Milliseconds. */
  get waitMs(): number {
    const last = this.#sentMs.at(-this.#most);
    if (this.#sentMs.length < this.#most || last === undefined) return 0;
    return Math.max(0, last + minuteMs - this.#clock.now());
  }
}
