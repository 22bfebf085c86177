import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ConfigurationError, explain } from "../../ground/errors.ts";
import { redactDeep } from "../../ground/redact.ts";
import { compareReports } from "../../harness/report/comparison/compare-reports.ts";
import type { Comparison } from "../../harness/report/comparison/comparison.ts";
import {
  renderComparison,
  renderComparisonVerdict,
} from "../../harness/report/comparison/comparison-text.ts";
import { readReport } from "../../harness/report/read-report.ts";
import type { Io } from "../io.ts";

export interface CompareFlags {
  /** Report of the run before the deployment: file or folder. */
  readonly before: string;
  readonly after: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** Where the comparison is written to. */
  readonly output?: string;
}

/** Width where there is no terminal: logs scroll. */
const logWidth = 120;

/** Holds two reports against each other, and says what came of it. */
export async function runCompare(flags: CompareFlags, io: Io): Promise<void> {
  refuseOverwriting(flags, io.cwd);
  const before = await readReport("BEFORE", flags.before, io.cwd);
  const after = await readReport("AFTER", flags.after, io.cwd);
  const comparison = compareReports(before, after);
  io.out(tell(comparison, flags, io));
  io.exit(comparison.exitCode);
  if (flags.output === undefined) return;
  const error = await tryToWrite(comparison, resolve(io.cwd, flags.output));
  // The verdict is said first: a full disk must not swallow what came of it.
  if (error === undefined) return;
  io.err(`--output ${flags.output}: the comparison could not be written: ${error}\n`);
  if (comparison.exitCode === 0) io.exit(2);
}

function tell(comparison: Comparison, { json, quiet }: CompareFlags, io: Io): string {
  if (json === true) return asJson(comparison);
  const { color, columns: width = logWidth } = io;
  const render = quiet === true ? renderComparisonVerdict : renderComparison;
  return render(comparison, { color, width });
}

function asJson(comparison: Comparison): string {
  return `${JSON.stringify(redactDeep(comparison), undefined, 2)}\n`;
}

/** @returns what went wrong, in words */
async function tryToWrite(comparison: Comparison, file: string): Promise<string | undefined> {
  try {
    await writeFile(file, asJson(comparison));
    return undefined;
  } catch (error) {
    return explain(error);
  }
}

/** @throws {@link ConfigurationError} when it would be written over one of the reports, which are evidence */
function refuseOverwriting({ before, after, output }: CompareFlags, cwd: string): void {
  if (output === undefined) return;
  const rule = "must be a file, and none of the reports";
  const reports = [before, after].flatMap((path) => [
    resolve(cwd, path),
    resolve(cwd, path, "report.json"),
  ]);
  if (output.trim() === "" || reports.includes(resolve(cwd, output)))
    throw new ConfigurationError("--output", rule, { received: output });
}
