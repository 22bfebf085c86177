import { randomUUID } from "node:crypto";
import { matches } from "../../../../contract/match.ts";
import { fill } from "../../../../contract/template.ts";
import type { Exchange } from "../../../wire/session-terms.ts";
import type { CensusPlace } from "../../census/take-census.ts";
import { SilentSession, tellEnd } from "./silent-session.ts";

/** What became of a message of some size. */
type Tried =
  | { readonly kind: "taken" | "refused" }
  | { readonly kind: "unclear"; readonly because: string };

/** Message too big (RFC 6455 section 7.4.1). */
const tooBig = 1009;

/**
 * The contract's ping, as long as one likes: spaces behind JSON mean nothing (RFC 8259 section 2), so that what
 * is asked stays the same and no server has a reason to refuse it but its length. Where there is no ping, the
 * message of a type nobody knows.
 */
export class SizedPing {
  readonly #place: CensusPlace;
  readonly #text: string;
  readonly #expect: Exchange["expect"];

  private constructor(place: CensusPlace, text: string, expect: Exchange["expect"]) {
    this.#place = place;
    this.#text = text;
    this.#expect = expect;
  }

  /** @returns undefined where the contract has no message that is JSON and changes nothing */
  static async of(place: CensusPlace): Promise<SizedPing | undefined> {
    const { ping, unknownType } = place.contract.websocket;
    const exchange = [ping, unknownType].find((one) => typeof (one?.send ?? "") !== "string");
    if (exchange === undefined) return undefined;
    const { id: userId } = await place.wire.user();
    const [now, messageId] = [place.clock.date().toISOString(), randomUUID()];
    const message = fill(exchange.send, { now, messageId, userId, threadId: randomUUID() });
    return new SizedPing(place, JSON.stringify(message), exchange.expect);
  }

  /** Its length without padding. */
  get bytes(): number {
    return Buffer.byteLength(this.#text);
  }

  /** Sends it on a session of its own: what was sent before says nothing of this size. */
  async send(bytes: number, withinMs: number): Promise<Tried> {
    const { contract, limits } = this.#place;
    const session = await SilentSession.open(this.#place);
    if (!(session instanceof SilentSession))
      return { kind: "unclear", because: `was not sent: ${session.because}` };
    using _ = session;
    const { answer, closeCodes = [] } = contract.websocket.tooLarge ?? {};
    const from = session.frames.length;
    const has = (expected: Exchange["expect"]): boolean =>
      session.heard(from).some(({ message }) => matches(contract, expected, message));
    const isRefused = (): boolean => answer !== undefined && has(answer);
    session.say(this.#text + " ".repeat(bytes - this.bytes));
    // Large messages take as long as the line is slow.
    const waitMs = Math.min(withinMs, 3 * limits.replyMs);
    await session.until(() => isRefused() || has(this.#expect), waitMs);
    if (isRefused()) return { kind: "refused" };
    if (has(this.#expect)) return { kind: "taken" };
    const { ended } = session;
    if (ended === undefined)
      return { kind: "unclear", because: "was neither answered nor refused" };
    // A reset may overtake the close frame: the server hangs up on what it has not read (RFC 6455 section 7.1.1).
    const { code = tooBig } = ended;
    if (code === tooBig || closeCodes.includes(code)) return { kind: "refused" };
    return { kind: "unclear", because: `was ${tellEnd(ended)}, which speaks of no size` };
  }
}
