/**
 * One walk of a journey, from a fresh connection to its end, as a user makes it who does not try again: a trial is
 * always the first attempt.
 */
export interface Trial {
  readonly journey: string;
  /** Which one of the journey's, from 1. */
  readonly n: number;
  readonly ok: boolean;
  /** How it ended, in so few words that those that ended alike read alike: `answered`, `close 1011`, `HTTP 503`. */
  readonly outcome: string;
  /** When it began, from the beginning of all of them. Milliseconds. */
  readonly atMs: number;
  /** Milliseconds. */
  readonly durationMs: number;
  /** From dialling to the welcome, or until that had failed. Absent where the journey has no socket. Milliseconds. */
  readonly connectMs?: number;
  /** From the question to the first event. Milliseconds. */
  readonly firstEventMs?: number;
  /** Who answered, where they say it. */
  readonly revision?: string;
  /** W3C trace id of everything it sent. */
  readonly trace?: string;
  /** What went wrong, in full; only of those that failed. */
  readonly error?: string;
  /** What travelled; only of the first few that failed. */
  readonly transcript?: readonly string[];
}
