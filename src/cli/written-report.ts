import { explain } from "../ground/errors.ts";
import type { Report } from "../harness/report/report.ts";
import { writeReport } from "../harness/report/write.ts";

/** Writes a report. What goes wrong is told and not thrown: a full disk must not swallow what a long run found out. */
export async function tryToWrite(
  report: Report,
  folder: string,
): Promise<{ readonly file?: string; readonly error?: string }> {
  try {
    return { file: await writeReport(report, folder) };
  } catch (error) {
    return { error: `--report-dir ${folder}: the report could not be written: ${explain(error)}` };
  }
}

/** A run that could not keep what it found out: its verdict stands, and it does not end with 0. */
export function notKept(report: Report): Report {
  const { run } = report;
  return run.exitCode === 0 ? { ...report, run: { ...run, exitCode: 2 } } : report;
}
