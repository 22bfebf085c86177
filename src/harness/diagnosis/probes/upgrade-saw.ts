import type { RawEnding, RawHandshake } from "../../wire/raw/handshake.ts";

/** A frame, told in a few words. */
export interface FrameSaw {
  readonly opcode: number;
  readonly fin: boolean;
  readonly rsv: number;
  readonly masked: boolean;
  readonly bytes: number;
  readonly atMs: number;
  /** Beginning of a text frame. Redacted. */
  readonly text?: string;
  /** Of a close frame. */
  readonly code?: number;
  readonly reason?: string;
}

/** One upgrade, and what came over it before anything was sent. */
export interface UpgradeSaw {
  readonly handshake: RawHandshake;
  readonly switched: boolean;
  readonly frames: readonly FrameSaw[];
  readonly ending?: RawEnding;
}
