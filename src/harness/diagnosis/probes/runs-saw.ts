import type { RunSaw } from "./runs/run-saw.ts";
import type { StoredSaw } from "./runs/stored.ts";

/** Questions that bring about something particular, and the same over HTTP. */
export interface RunsSaw {
  /** Those whose data is missing, the one in which an agent fails, and an ordinary one after it. */
  readonly runs: readonly RunSaw[];
  /** The one that lacked something, asked again on a connection of its own until it did so again. */
  readonly row?: readonly RunSaw[];
  /** The last of them, looked up afterwards. */
  readonly stored?: StoredSaw;
  /** A question over HTTP. */
  readonly http?: HttpRunSaw;
  /** What came of the question of somebody who may only read. */
  readonly reader?: { readonly refused: boolean; readonly events: readonly string[] };
}

export interface HttpRunSaw {
  readonly status: number;
  readonly ok: boolean;
  /** The answer holds the question's word. */
  readonly onQuestion: boolean;
  /** What its report lacks; absent where the contract promises none over HTTP. */
  readonly reportLacks?: readonly string[];
}

/** Name of the ordinary question that is asked after one in which an agent failed. */
export const afterFailure = "a question after one that failed";

/** What an answer lacks that comes without any report. */
export const noReport = "there is no report";
