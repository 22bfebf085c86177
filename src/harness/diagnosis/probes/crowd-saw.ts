/** Several connections opened at once. */
export interface RoundSaw {
  /** All of one user, or each of its own. */
  readonly who: "same" | "different";
  readonly size: number;
  readonly switched: number;
  readonly greeted: number;
  /** Still open after each said what the contract answers. */
  readonly kept: number;
  /** Answered a ping of the contract. */
  readonly answered: number;
  /** How those that were ended were: each way once. */
  readonly endings: readonly string[];
  readonly closeCodes: readonly number[];
  /** Statuses of upgrades that were refused. */
  readonly statuses: readonly number[];
  /** Until the answer to the upgrade, the slowest of them. Milliseconds. */
  readonly slowestMs: number;
}

/** Crowds of growing size, within what the contract says may come at once. */
export interface CrowdSaw {
  readonly rounds: readonly RoundSaw[];
}
