import type { RunSaw } from "./runs/run-saw.ts";

/** As many questions at once as the contract promises to answer. */
export interface TogetherSaw {
  /** All on one connection. */
  readonly oneSocket: readonly RunSaw[];
  /** Each on a connection of its own, and why some could not be had. */
  readonly sockets: readonly RunSaw[];
  readonly refused: readonly string[];
  /** Types of events that a second session of the same user heard, where a run is its own session's. */
  readonly overheard?: readonly string[];
}
