import type { ExitCode } from "../../../ground/exit-code.ts";
import type { Mode, Verdict } from "../../gate/verdict.ts";
import type { Report } from "../report.ts";

/** Two runs, held against each other. */
export interface ReportPair {
  /** Of the run before the deployment. */
  readonly before: Report;
  /** Of the run after it. */
  readonly after: Report;
}

/** Which run stands on one side, and what it said by itself. */
export interface ComparisonSide {
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly mode: Mode;
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
  readonly environment: string;
  /** `null` where no backend was found. */
  readonly http: string | null;
  /** Who answered; `null` where nobody says. */
  readonly revision: string | null;
  /** It ran against gapproof's own reference backend. */
  readonly reference: boolean;
  readonly contract: Report["contract"];
  /** gapproof that ran it; `null` where the report does not say. */
  readonly version: string | null;
  /** It was asked for a part of the checks only. */
  readonly filtered: boolean;
}

/** One run, as far as a comparison speaks of it. */
export function sideOf({ run, mode, verdict, target, contract }: Report): ComparisonSide {
  return {
    run: run.id,
    startedAt: run.startedAt,
    mode,
    verdict,
    exitCode: run.exitCode,
    environment: run.environment,
    http: target.http,
    revision: target.identity?.revision ?? null,
    reference: target.identity?.reference === true,
    contract,
    version: run.versions.gapproof ?? null,
    filtered: run.filter !== undefined,
  };
}
