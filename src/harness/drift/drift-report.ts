import { redactDeep } from "../../ground/redact.ts";
import type { Target } from "../target/target.ts";
import type { CensusVerdict } from "./census/judge-census.ts";
import { counts, type Drift } from "./compare.ts";

/** A census, who says what it should meet, and how long that was waited for. */
export interface CensusTold extends CensusVerdict {
  /** `GITHUB_SHA`, `git rev-parse HEAD`; absent where the revision was named outright. */
  readonly expectedFrom?: string;
  readonly waited?: {
    /** Milliseconds. */
    readonly ms: number;
    /** How often it was looked. */
    readonly looks: number;
    /** The revision answered every connection before the time was over. */
    readonly isDone: boolean;
    /** The time was over before all the connections of the last census were asked. */
    readonly isCut?: boolean;
  };
}

/** The backend that was asked, of all that could have been. */
export interface AskedTarget extends Pick<Target, "http" | "source" | "fallback"> {
  /** What was declared and lost, by its variable and URL. */
  readonly lost?: string;
  /** It is gapproof's own reference backend, wherever it runs. */
  readonly reference?: true;
}

/** What was compared with what, and what came of it. */
export interface DriftReport {
  readonly drift: readonly Drift[];
  /** Keys that mean the same on both sides. */
  readonly equal: readonly string[];
  /** Where each side was read, in order; the last stands before the others. */
  readonly expectedFrom: readonly string[];
  readonly deployedFrom: readonly string[];
  /** Absent where files and addresses were compared, and no backend was asked. */
  readonly target?: AskedTarget;
  /** Which builds answer, where a revision was expected. */
  readonly census?: CensusTold;
}

/** 0 equal, 1 drift or another revision, 3 there is nothing to compare, or another backend than the declared one. */
export function driftExitCode(report: DriftReport): 0 | 1 | 3 {
  const code = codeOf(report);
  // What holds of another backend says nothing of the one that was meant.
  return code === 0 && report.target?.fallback === true ? 3 : code;
}

function codeOf(report: DriftReport): 0 | 1 | 3 {
  const { drift, equal, census } = report;
  if (census !== undefined) {
    if (!isAsExpected(census)) return 1;
    // Who answers was all there was to ask.
    if (drift.length === 0 && equal.length === 0) return 0;
  }
  if (!isCompared(report)) return 3;
  return drift.some(counts) ? 1 : 0;
}

/**
 * The expected revision answers, and nobody else. Connections that fail do not speak against it unless failing
 * goes with a revision. A census that the end of a wait cut short proves nothing.
 */
export function isAsExpected({
  state,
  waited,
  correlation,
}: Pick<CensusTold, "state" | "waited" | "correlation">): boolean {
  return state === "as-expected" && waited?.isCut !== true && correlation?.goesWith === undefined;
}

/** Where the deployment says nothing of all that is expected, nobody has compared anything. */
export function isCompared({ drift, equal }: Pick<DriftReport, "drift" | "equal">): boolean {
  return equal.length > 0 || drift.some(({ state }) => state !== "unpublished");
}

/** As `--json` prints it. */
export function driftJson(report: DriftReport): string {
  return `${JSON.stringify(redactDeep(report), undefined, 2)}\n`;
}
