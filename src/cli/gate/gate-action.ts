import { resolve } from "node:path";
import { provision } from "../../fixtures/provision.ts";
import { systemClock } from "../../ground/clock.ts";
import type { Report } from "../../harness/report/report.ts";
import { checkReportFolder } from "../../harness/report/write.ts";
import { loadSettings, type SettingsFlags } from "../../harness/settings/load-settings.ts";
import { nightsIn } from "../history/history-file.ts";
import { historyOf } from "../history/history-options.ts";
import { rememberNight } from "../history/remember-night.ts";
import type { Io } from "../io.ts";
import { notKept, tryToWrite } from "../written-report.ts";
import type { GateOptions } from "./gate-options.ts";
import { type GateRun, runGate } from "./gate-run.ts";
import { GateScreen } from "./gate-screen.ts";
import { givenArguments } from "./given-arguments.ts";
import { listChecks, renderList } from "./list-checks.ts";
import { ownPhaseFiles } from "./phase-files.ts";

/** Says which checks there are. */
export async function listGate(options: GateOptions, io: Io): Promise<void> {
  const { phases, pattern, tagsFilter, json } = options;
  const checks = await listChecks({ files: ownPhaseFiles(), phases, pattern, tagsFilter });
  io.out(json ? `${JSON.stringify(checks, undefined, 2)}\n` : renderList(checks));
  io.exit(checks.length === 0 ? 1 : 0);
}

/** Walks the phases and says the verdict. */
export async function walkGate(flags: SettingsFlags, options: GateOptions, io: Io): Promise<void> {
  const settings = await loadSettings({ cwd: io.cwd, env: io.env, flags });
  const report = await walk({ settings, options, given: givenArguments(flags) }, io);
  io.exit(report.run.exitCode);
}

/** What one walk through the phases is told. */
export interface Walk extends Pick<GateRun, "settings" | "given" | "plan"> {
  readonly options: GateOptions;
}

/**
 * Walks the phases, says how that goes and what came of it, and writes the report.
 *
 * @returns the report with the exit code that was meant; that of a run whose report cannot be written is never 0
 * @throws ConfigurationError for a folder that may not be replaced, before anything is run
 */
export async function walk({ settings, options, ...asked }: Walk, io: Io): Promise<Report> {
  const folder = resolve(io.cwd, options.reportDir);
  await checkReportFolder(folder);
  const history = historyOf(options, settings, io);
  const nights = history === undefined ? [] : await nightsIn(history);
  const screen = new GateScreen(options, io);
  const report = await runGate({
    ...{ settings, options, ...asked, files: ownPhaseFiles(), provision },
    ...{ clock: systemClock, interrupted: io.interrupted },
    onWaiting: (waiting) => screen.wait(waiting),
    onSighting: (sighting, pace) => screen.announce(sighting, pace),
    onProgress: (event) => screen.progress.show(event),
  });
  screen.progress.end();
  const written = await tryToWrite(report, folder);
  screen.conclude(report, { file: written.file, nights });
  const kept = await rememberNight(history, report, io);
  if (written.error === undefined) return kept;
  io.err(`${written.error}\n`);
  return notKept(kept);
}
