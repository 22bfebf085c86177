import type { RunSaw } from "./runs/run-saw.ts";

/** As many questions at once as the contract promises to answer. */
export interface TogetherSaw {
  /** All on one connection. */
  readonly oneSocket: readonly RunSaw[];
  /** Each on a connection of its own, and why some could not be had. */
  readonly sockets: readonly RunSaw[];
  readonly refused: readonly string[];
}
