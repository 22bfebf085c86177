import type { Contract } from "../../../contract/contract.ts";
import type { RunEvent } from "./event.ts";

/** The ways a run can deviate from what the contract promises. */
export type DeviationKind =
  | "missing-required"
  | "wrong-order"
  | "started-not-first"
  | "missing-bookend"
  | "duplicate-bookend"
  | "event-after-terminal"
  | "unpaired-open"
  | "unpaired-close"
  | "unpaired-step"
  | "missing-id"
  | "mixed-ids"
  | "missing-timestamp"
  | "decreasing-timestamp"
  | "missing-tool"
  | "missing-tool-result"
  | "missing-thought"
  | "missing-answer";

/** One thing that is not as promised. */
export interface Deviation {
  readonly kind: DeviationKind;
  /** What exactly, with the names in it. */
  readonly message: string;
  /** Position of the event it is about. */
  readonly at?: number;
}

/** A run as the rules see it. */
export interface Sequence {
  readonly contract: Contract;
  readonly events: readonly RunEvent[];
  /** Position of the terminal bookend, -1 without one. */
  readonly end: number;
  readonly owner: string | undefined;
}

/** One thing to look at. */
export type Rule = (sequence: Sequence) => Deviation[];

/** An event in a few words. */
export function eventName(event: RunEvent): string {
  const who = event.tool ?? event.agent;
  return who === undefined ? event.type : `${event.type} (${who})`;
}
