import type { RawHandshake } from "../../wire/raw/handshake.ts";

/** One path asked plainly, without an upgrade. */
export interface PlainAnswer {
  readonly path: string;
  readonly handshake: RawHandshake;
}

/** What the WebSocket's paths say to who does not ask for an upgrade, and what others say. */
export interface PlainSaw {
  /** The contract's routes, in its order. */
  readonly routes: readonly PlainAnswer[];
  /** A path nobody declared. */
  readonly undeclared?: PlainAnswer;
  /** Health, or whatever says who answers. */
  readonly health?: PlainAnswer;
  /** Health once more, waited for longer, where nothing at all was answered in time. */
  readonly patient?: PlainAnswer;
}
