import { decodeJwt } from "jose";
import type { Secret } from "../../ground/secret.ts";

/** How long a token may still be shown. One that does not say when it ends never does, as far as we know. */
export class TokenLife {
  readonly #endMs: number;
  readonly #untilMs: number;
  /** Between two tries to renew it before it ends, so that more than one may fail. Milliseconds. */
  readonly patienceMs: number;

  /**
   * @param token - read, not verified; its end is the claim `exp` (RFC 7519 section 4.1.4)
   * @param now - when it was had
   * @param neededMs - how long before its end it is no good any more: as long as what it begins may take. Half of its
   *   life at most, or a short one would be no good from the start
   */
  constructor(token: Secret, now: Date, neededMs: number) {
    const endMs = endOf(token);
    const lifeMs = endMs - now.getTime();
    const spareMs = Math.min(neededMs, lifeMs / 2);
    this.#endMs = endMs;
    this.#untilMs = endMs - spareMs;
    this.patienceMs = Math.max(0, spareMs / 4);
  }

  isEnding(now: Date): boolean {
    return this.leftMs(now) <= 0;
  }

  /** How long until it is ending. */
  leftMs(now: Date): number {
    return this.#untilMs - now.getTime();
  }

  hasEnded(now: Date): boolean {
    return now.getTime() >= this.#endMs;
  }
}

function endOf(token: Secret): number {
  try {
    const { exp } = decodeJwt(token.reveal());
    return exp === undefined ? Number.POSITIVE_INFINITY : exp * 1000;
  } catch {
    // Opaque: it says nothing.
    return Number.POSITIVE_INFINITY;
  }
}
