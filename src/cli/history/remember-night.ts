import { GapproofError } from "../../ground/errors.ts";
import { nightOf } from "../../harness/report/night-of.ts";
import type { Report } from "../../harness/report/report.ts";
import type { Io } from "../io.ts";
import { notKept } from "../written-report.ts";
import { keepNight } from "./history-file.ts";
import { standInFor } from "./stand-in.ts";

/**
 * Adds what is to be remembered of a run to the history, and says so on standard error. Call it when the verdict has
 * been said: it stands, whatever becomes of the line.
 *
 * @param file - absolute path; `undefined` where nobody keeps a history
 * @returns the report with the exit code that was meant; that of a run whose line cannot be written is never 0
 */
export async function rememberNight(
  file: string | undefined,
  report: Report,
  io: Pick<Io, "err">,
): Promise<Report> {
  if (file === undefined) return report;
  const unkept = whyUnkept(report);
  if (unkept !== undefined) {
    io.err(`history  ${file}: nothing added: ${unkept}\n`);
    return report;
  }
  try {
    const night = nightOf(report);
    await keepNight(file, night);
    io.err(`history  ${file}: 1 line added (${night.target}, ${night.environment})\n`);
    return report;
  } catch (error) {
    if (!(error instanceof GapproofError)) throw error;
    io.err(`${error.message}\n`);
    return notKept(report);
  }
}

/** Why a run is no night to remember. */
export function whyUnkept(report: Report): string | undefined {
  if (report.run.end === "interrupted") return "the run was interrupted";
  if (report.target.http === null) return "there was no target";
  // It ends with 0 because something is broken, and what comes later would be held against that.
  if (report.mode === "prove") return "a proof that something is broken is no night";
  return standInFor(report);
}
