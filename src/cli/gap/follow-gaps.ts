import { resolve } from "node:path";
import { GapproofError } from "../../ground/errors.ts";
import type { GapMode } from "../../harness/gate/gaps/gap-facts.ts";
import type { Report } from "../../harness/report/report.ts";
import type { Settings } from "../../harness/settings/settings.ts";
import { detectEnvironment } from "../../harness/target/environment.ts";
import type { GapFollowing } from "../gate/gate-plan.ts";
import { standInFor } from "../history/stand-in.ts";
import type { Io } from "../io.ts";
import { notKept } from "../written-report.ts";
import { chosenGaps, type GapFlags } from "./gap-options.ts";
import { earlierIn, eventsIn, recordGaps } from "./ledger-file.ts";

/** Which gaps are followed, and for what. */
export interface Following {
  readonly mode: GapMode;
  readonly settings: Settings;
  readonly flags: GapFlags;
}

/**
 * Lets a run judge the declared gaps by what earlier runs left of them, and keeps what it measured. The ledger is
 * read before anything is run: one that cannot be read is known at once.
 *
 * @param judge - makes the run
 */
export async function followGaps(
  { mode, settings, flags }: Following,
  io: Io,
  judge: (gaps: GapFollowing) => Promise<Report>,
): Promise<Report> {
  const { gaps: declared = [], ledger } = settings;
  const gaps = chosenGaps(flags, declared);
  const file = gaps.length === 0 ? undefined : ledgerOf(flags, ledger, io);
  const environment = detectEnvironment(settings).name;
  const ids = gaps.map(({ id }) => id);
  const events = file === undefined ? [] : await eventsIn(file);
  // Which of it counts depends on where the gaps are looked at, which nobody knows before a target is found.
  const earlierOn = (http: string) => earlierIn(events, ids, { environment, http });
  const report = await judge({ mode, gaps, declared, earlierOn });
  return file === undefined ? report : await record(file, report, io);
}

function ledgerOf({ ledger: given }: GapFlags, configured: string | undefined, { cwd }: Io) {
  if (given === false) return undefined;
  return typeof given === "string" ? resolve(cwd, given) : configured;
}

/** What happened on a backend that is not the deployment says nothing of it, and is told nobody. */
async function record(file: string, report: Report, io: Io): Promise<Report> {
  const { run, target } = report;
  if (run.end !== "finished" || standInFor(report) !== undefined) return report;
  try {
    const lines = await recordGaps(file, report);
    if (lines > 0) io.err(`ledger  ${file}: ${lines} more (${target.http}, ${run.environment})\n`);
    return report;
  } catch (error) {
    if (!(error instanceof GapproofError)) throw error;
    // The verdict has been said by then, and stands.
    io.err(`${error.message}\n`);
    return notKept(report);
  }
}
