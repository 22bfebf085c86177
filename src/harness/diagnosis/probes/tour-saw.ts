import type { CallSaw } from "./call-saw.ts";
import type { LimitSaw } from "./front-saw.ts";

/**
 * What a remark is about. `lost`: stored and not there. `foreign`: somebody else's was seen or changed.
 * `undeleted`: taken away and still there. `unfounded`: an answer that
 * does not come from its question. `downgraded`: said to be done, and not. `disordered`: told out of order.
 * `manners`: not as clients rely on. `stalled`: one after the other in place of side by side. `contended`:
 * fails only beside another of its kind.
 */
export type RemarkKind =
  | "lost"
  | "foreign"
  | "undeleted"
  | "unfounded"
  | "downgraded"
  | "disordered"
  | "manners"
  | "stalled"
  | "contended";

export interface RemarkSaw {
  readonly about: RemarkKind;
  readonly text: string;
  /** Of several alike, some are as they should be. */
  readonly partial?: boolean;
  /** What is another's was changed; nothing of it was shown. */
  readonly unseen?: boolean;
}

/** What a user finds who does over HTTP all there is to do, beside another user. */
export interface TourSaw {
  /** What users were to be able to do. */
  readonly calls: readonly CallSaw[];
  readonly remarks: readonly RemarkSaw[];
  /** How many users there could be. */
  readonly users: number;
  /** The most any one of them asked; absent where the contract promises nothing of a limit. */
  readonly limit?: LimitSaw;
}
