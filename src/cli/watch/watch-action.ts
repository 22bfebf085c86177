import { resolve } from "node:path";
import { provision } from "../../fixtures/provision.ts";
import { systemClock } from "../../ground/clock.ts";
import type { Report } from "../../harness/report/report.ts";
import { checkReportFolder } from "../../harness/report/write.ts";
import { loadSettings, type SettingsFlags } from "../../harness/settings/load-settings.ts";
import { givenArguments } from "../gate/given-arguments.ts";
import { nightsIn } from "../history/history-file.ts";
import { historyOf } from "../history/history-options.ts";
import { rememberNight, whyUnkept } from "../history/remember-night.ts";
import type { Io } from "../io.ts";
import { notKept, tryToWrite } from "../written-report.ts";
import { planOf } from "./plan-of.ts";
import { refuseHopeless } from "./refuse-hopeless.ts";
import { runWatch } from "./run-watch.ts";
import { readWatchOptions, type WatchFlags } from "./watch-options.ts";
import { WatchScreen } from "./watch-screen.ts";
import { watchTargets } from "./watch-targets.ts";

/**
 * Walks journeys again and again, says how often each works, and keeps what is to be remembered.
 *
 * @returns the report with the exit code that was meant; that of a run that could not write what it found out is
 *   never 0
 * @throws ConfigurationError for options, folders and files that cannot be used, before anything is asked
 */
export async function watch(flags: WatchFlags, target: SettingsFlags, io: Io): Promise<Report> {
  const options = readWatchOptions(flags);
  const settings = await loadSettings({ cwd: io.cwd, env: io.env, flags: target });
  const { targets, warnings } = watchTargets(settings.contract, options);
  const plan = planOf(options, targets);
  refuseHopeless(plan, options);
  const folder = resolve(io.cwd, options.reportDir);
  await checkReportFolder(folder);
  const history = historyOf(flags, settings, io);
  const nights = history === undefined ? undefined : await nightsIn(history);
  const screen = new WatchScreen(options, io);
  const { maxDurationMs, diagnose } = options;
  const report = await runWatch({
    ...{ settings, plan, warnings, maxDurationMs, diagnose, nights, provision },
    ...{ given: givenArguments(target), clock: systemClock, interrupted: io.interrupted },
    onWaiting: (waiting) => screen.wait(waiting),
    onSighting: (sighting, scale) => screen.announce(sighting, scale, plan),
    onTrial: (trial, standing) => screen.progress.show(trial, standing),
    onProbe: (title) => screen.progress.probing(title),
  });
  const { file, error } = await tryToWrite(report, folder);
  // What is kept of nights says nothing of a run that is none of them.
  const shown = whyUnkept(report) === undefined ? nights : undefined;
  screen.conclude({ report, file, nights: shown });
  const kept = await rememberNight(history, report, io);
  if (error === undefined) return kept;
  io.err(`${error}\n`);
  return notKept(kept);
}
