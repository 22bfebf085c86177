import type { RawEnding, RawHandshake } from "../../wire/raw/handshake.ts";
import type { Violation } from "../../wire/raw/violations.ts";
import type { PulseSaw } from "./pulses.ts";
import type { FrameSaw } from "./upgrade-saw.ts";

/** One exchange of the contract, or what stands for one. Milliseconds since the connection was begun. */
export interface StepSaw {
  readonly name: string;
  readonly sentAtMs: number;
  /** When what the contract expects came. */
  readonly answeredAtMs?: number;
  /** Types of what came while it was waited for, noise left out. */
  readonly instead: readonly string[];
}

/** How the other side ended a connection. */
export interface EndSaw extends RawEnding {
  /** With a close frame. */
  readonly closed: boolean;
  /** The code of the close frame, where it had one. */
  readonly code?: number;
  readonly reason?: string;
  /** The code is one that turns somebody away: by the contract, by RFC 6455 or by custom. */
  readonly turnsAway: boolean;
  /** Bytes of a frame that was never finished. */
  readonly pendingBytes: number;
}

/** How a connection was greeted. */
export interface GreetingSaw {
  /** Since the answer to the upgrade, until the welcome of the contract. Milliseconds. */
  readonly afterMs?: number;
  /** Types of other messages that came in its place. */
  readonly instead: readonly string[];
  /** Event types a run needs that the welcome does not announce. */
  readonly unannounced: readonly string[];
}

/** A connection by itself, without a word from us. */
export interface QuietSaw {
  readonly switched: boolean;
  readonly greeting: GreetingSaw;
  readonly end?: EndSaw;
  /** Whether a ping frame after the silence had a pong; undefined when it had ended. */
  readonly alive?: boolean;
  /** How long it was watched. Milliseconds. */
  readonly watchedMs: number;
}

/** A conversation the contract describes, and two connections beside it. */
export interface TalkSaw {
  readonly handshake: RawHandshake;
  readonly switched: boolean;
  /** The contract promises a welcome. */
  readonly welcomed: boolean;
  readonly greeting: GreetingSaw;
  /** Ping frames sent right after the upgrade, and later on. */
  readonly pulses: readonly PulseSaw[];
  /** Ping frames sent in a row, spaced, when the first ones came back late. */
  readonly laterPulses: readonly PulseSaw[];
  /** How many bytes of pongs had to be asked for until anything came at all. */
  readonly flushedAfterBytes?: number;
  readonly steps: readonly StepSaw[];
  /** Messages said. */
  readonly said: number;
  /** Application pings sent and their answers. */
  readonly pings: { readonly sent: number; readonly answers: number };
  readonly frames: readonly FrameSaw[];
  readonly violations: readonly Violation[];
  /** How it ended before we ended it, and in which step. */
  readonly end?: EndSaw & { readonly step: string; readonly afterGreetingMs: number };
  /** The message at which it ended, first on a fresh connection. */
  readonly again?: { readonly ended: boolean; readonly atMs: number };
  /** What came of our close frame. */
  readonly goodbye?: {
    readonly answered: boolean;
    readonly code?: number;
    readonly ending?: RawEnding;
  };
  readonly quiet?: QuietSaw;
  /** How a first conversation was ended by a later connection of the same user; this one had none beside it. */
  readonly displaced?: EndSaw;
  /** A message said before the welcome: whether it, and the one after the welcome, were answered. */
  readonly eager?: { readonly early: boolean; readonly later: boolean };
  /** Two connections were given the same id. */
  readonly sharedId: boolean;
  /** What the contract allows. Milliseconds. */
  readonly allowed: {
    readonly welcomeMs: number;
    readonly meanConnectMs: number;
    readonly roundTripMs: number;
  };
}
