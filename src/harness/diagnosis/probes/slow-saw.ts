import type { ReturnSaw } from "./runs/return.ts";
import type { RunSaw } from "./runs/run-saw.ts";

/** Runs that take their time: one that is left alone, one that is stopped, one whose connection is lost. */
export interface SlowSaw {
  /** The one that is left alone. */
  readonly whole: RunSaw;
  /** How long it lasts at least, by the contract. Milliseconds. */
  readonly lastsMs?: number;
  readonly stopped?: StopSaw;
  readonly returned?: ReturnSaw;
}

/** A run that was told to stop. */
export interface StopSaw {
  /** The server said that it stops it. */
  readonly told: boolean;
  /** It was over before the one that was begun before it. */
  readonly inTime: boolean;
  /** It says that it succeeded. */
  readonly praised: boolean;
  readonly over: boolean;
}
