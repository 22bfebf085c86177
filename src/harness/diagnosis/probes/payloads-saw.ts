import type { EndSaw } from "./talk-saw.ts";

/** One message of a given size. */
export interface RungSaw {
  /** Of the whole message. */
  readonly bytes: number;
  /** `fragments`: in three frames, cut inside a letter. `letters`: full of such as are not ASCII. */
  readonly form: "plain" | "fragments" | "letters";
  /** How long its answer took; undefined when none came. Milliseconds. */
  readonly answerMs?: number;
  readonly end?: EndSaw;
}

/** What was asked for over one connection, in pongs. */
export interface VolumeSaw {
  readonly askedBytes: number;
  readonly cameBytes: number;
  readonly end?: EndSaw;
  /** Whether a ping frame at the end had a pong, where not everything came. */
  readonly alive: boolean;
  /** After such an end: a connection of the same age on which nothing went was ended as well. */
  readonly agedToo?: boolean;
}

/** Messages of many sizes, and how much a connection carries. */
export interface PayloadsSaw {
  readonly rungs: readonly RungSaw[];
  readonly volume?: VolumeSaw;
  /** What the contract calls too large, one byte over. */
  readonly over?: {
    readonly bytes: number;
    /** It was answered like a message that is not too large. */
    readonly taken: boolean;
    /** The answer or close code of the contract came. */
    readonly asPromised: boolean;
    readonly end?: EndSaw;
  };
  /** Largest message the contract says is taken. Bytes. */
  readonly promisedBytes?: number;
}
