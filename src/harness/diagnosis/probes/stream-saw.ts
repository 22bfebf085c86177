import type { Oddity } from "./runs/run-saw.ts";

/** An answer that comes bit by bit over HTTP. Redacted; times in milliseconds since the request. */
export interface StreamRunSaw {
  readonly name: string;
  /** Absent when nothing was answered. */
  readonly status?: number;
  readonly ok: boolean;
  /** Beginning of what it said, where that is no stream. */
  readonly said?: string;
  readonly why?: string;
  readonly records: readonly (readonly [type: string, atMs: number])[];
  /** `expired` went on without getting on. */
  readonly ending: "ended" | "cut-off" | "cancelled" | "expired" | "none";
  readonly parts: number;
  readonly oddities: readonly Oddity[];
}

export interface StreamSaw {
  readonly plain?: StreamRunSaw;
  readonly slow?: StreamRunSaw;
  readonly failing?: StreamRunSaw;
  /** The stream of what goes on, for whoever listens. */
  readonly events?: StreamRunSaw;
  /** One that was asked for without a token. */
  readonly stranger?: StreamRunSaw;
  /** Another user's, after that user had hung up on one in its middle. */
  readonly afterHangUp?: StreamRunSaw;
  /** A refusal by one of these statuses is what a stranger must get; absent where nobody is refused. */
  readonly refusedBy?: readonly number[];
}
