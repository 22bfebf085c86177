import { resolve } from "node:path";
import { Command } from "commander";
import { provision } from "../../fixtures/provision.ts";
import { systemClock } from "../../ground/clock.ts";
import { redactDeep } from "../../ground/redact.ts";
import { reportTarget, type Sighting } from "../../harness/report/compose.ts";
import type { Report } from "../../harness/report/report.ts";
import { renderTarget, renderTerminal, renderVerdict } from "../../harness/report/terminal.ts";
import { checkReportFolder, writeReport } from "../../harness/report/write.ts";
import { loadSettings } from "../../harness/settings/load-settings.ts";
import { addGateOptions, type GateOptions, readGateOptions } from "../gate/gate-options.ts";
import { runGate } from "../gate/gate-run.ts";
import { listChecks, renderList } from "../gate/list-checks.ts";
import { ownPhaseFiles } from "../gate/phase-files.ts";
import { ProgressPrinter } from "../gate/progress-printer.ts";
import type { Io } from "../io.ts";
import { addTargetOptions, targetFlags } from "../target-options.ts";

const examples = `
Examples:
  $ gapproof gate                                    whatever backend is found; says which and why
  $ gapproof gate --target embedded                  the reference backend, for a first look and for CI
  $ gapproof gate --target https://api.staging.example.com
  $ gapproof gate --project golden-path-recovery     one phase only
  $ gapproof gate -t websocket.answers-ping          one check only
  $ gapproof gate --json | jq -r .verdict            for programs; progress goes to standard error
`;

/** Width where there is no terminal: logs scroll. */
const logWidth = 120;

/** `gapproof gate`: walks the phases against the target and ends with a verdict. */
export function gateCommand(io: Io): Command {
  const command = new Command("gate").description(
    "walk the golden path in phases and end with a verdict",
  );
  addTargetOptions(addGateOptions(command)).addHelpText("after", examples);
  return command.action(async function gate() {
    const options = readGateOptions(command);
    if (options.list) await list(options, io);
    else await walk(command, options, io);
  });
}

async function list(options: GateOptions, io: Io): Promise<void> {
  const { phases, pattern, json } = options;
  const checks = await listChecks({ files: ownPhaseFiles(), phases, pattern });
  io.out(json ? `${JSON.stringify(checks, undefined, 2)}\n` : renderList(checks));
  io.exit(checks.length === 0 ? 1 : 0);
}

async function walk(command: Command, options: GateOptions, io: Io): Promise<void> {
  const settings = await loadSettings({ cwd: io.cwd, env: io.env, flags: targetFlags(command) });
  const folder = resolve(io.cwd, options.reportDir);
  await checkReportFolder(folder);
  const screen = new GateScreen(options, io);
  const report = await runGate({
    settings,
    options,
    files: ownPhaseFiles(),
    provision,
    clock: systemClock,
    interrupted: io.interrupted,
    onSighting: (sighting) => screen.announce(sighting),
    onProgress: (event) => screen.progress.show(event),
  });
  screen.progress.end();
  const file = await writeReport(report, folder);
  screen.conclude(report, file);
  io.exit(report.run.exitCode);
}

/** Where a gate's words go: progress to people, the report to whoever asked for it. */
class GateScreen {
  readonly progress: ProgressPrinter;
  readonly #options: GateOptions;
  readonly #io: Io;

  constructor(options: GateOptions, io: Io) {
    this.#options = options;
    this.#io = io;
    this.progress = new ProgressPrinter({
      write: (text) => this.#say(text),
      live: io.interactive && !options.json && !options.quiet,
      color: io.color,
      width: io.columns ?? logWidth,
    });
  }

  announce(sighting: Sighting): void {
    this.#say(`${renderTarget(reportTarget(sighting), this.#io.color)}\n\n`);
  }

  conclude(report: Report, file: string): void {
    const { json, quiet } = this.#options;
    const io = this.#io;
    const look = { color: io.color, width: io.columns ?? logWidth, announced: true, file };
    if (json) io.out(`${JSON.stringify(redactDeep(report), undefined, 2)}\n`);
    else io.out(quiet ? renderVerdict(report, look) : `\n${renderTerminal(report, look)}`);
  }

  #say(text: string): void {
    if (this.#options.quiet) return;
    if (this.#options.json) this.#io.err(text);
    else this.#io.out(text);
  }
}
