import type { Selection } from "../../wire/raw/deflate.ts";
import type { RawHandshake } from "../../wire/raw/handshake.ts";
import type { Violation } from "../../wire/raw/violations.ts";
import type { EndSaw } from "./talk-saw.ts";

/** An upgrade that offers compression, as browsers do, and what then is said compressed. */
export interface DeflateSaw {
  readonly handshake: RawHandshake;
  readonly switched: boolean;
  readonly selection: Selection;
  /** Messages that came compressed, those that need earlier ones, and those that cannot be read. */
  readonly heard: {
    readonly compressed: number;
    readonly dependent: number;
    readonly unreadable: number;
  };
  readonly greeted: boolean;
  /** Pings of the contract that were said, compressed where that was agreed, and their answers. */
  readonly said: number;
  readonly answered: number;
  readonly violations: readonly Violation[];
  readonly end?: EndSaw;
}
