import type { Trial } from "./trial.ts";

/** What the trials of one journey were like, beside how many went well. */
export interface TrialSummary {
  /** How they ended, the most frequent first. */
  readonly outcomes: readonly {
    readonly outcome: string;
    readonly ok: boolean;
    readonly count: number;
  }[];
  /** Who answered, the most frequent first; `null` is nobody who says. */
  readonly revisions: readonly {
    readonly revision: string | null;
    readonly n: number;
    readonly successes: number;
  }[];
  /** From dialling to the welcome, those that failed with the time they took. */
  readonly connectMs?: TimeSummary;
  /** From beginning to end, of those that went well. */
  readonly durationMs?: TimeSummary;
  /** Of the first few that failed: what there is to look at. */
  readonly failures: readonly Pick<
    Trial,
    "n" | "atMs" | "outcome" | "revision" | "trace" | "error" | "transcript"
  >[];
}

/** Times in milliseconds. */
export interface TimeSummary {
  readonly n: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}
