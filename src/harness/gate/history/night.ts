import type { JourneyRate } from "../journeys.ts";
import type { LatencySummary } from "../latency/latency-summary.ts";
import type { Mode, Verdict } from "../verdict.ts";

/** Version of the lines that are written. A line without one is of version 0. */
export const nightVersion = 1;

/** What a night keeps of its checks: those that passed are the most, so they are only counted. */
export interface NightChecks {
  /** How many passed. */
  readonly passed: number;
  /** Ids, as are the others. */
  readonly failed: readonly string[];
  readonly flaky: readonly string[];
  readonly skipped: readonly string[];
}

/** What a night keeps of a journey. */
export interface NightJourney
  extends Pick<JourneyRate, "id" | "of" | "n" | "successes" | "decision"> {
  /** From dialling to the welcome; absent where nobody measured it. */
  readonly connect?: LatencySummary;
}

/** What is kept of one run: one line of the history. */
export interface Night {
  readonly v: typeof nightVersion;
  /** When it began, as ISO 8601 in UTC. */
  readonly at: string;
  /** Id of the run. */
  readonly run: string;
  readonly mode: Mode;
  /** Host that was tested; empty where none was found. Without its port, which is another each time on one machine. */
  readonly target: string;
  readonly environment: string;
  /** Which build answered; absent where nobody said, or several did. */
  readonly revision?: string;
  readonly verdict: Verdict;
  /** Somebody left checks out: those that are missing did not pass. */
  readonly filtered: boolean;
  readonly checks: NightChecks;
  readonly journeys: readonly NightJourney[];
}
