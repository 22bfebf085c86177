import { redactDeep } from "../../ground/redact.ts";
import { reportTarget, type Sighting } from "../../harness/report/compose.ts";
import { paceLine } from "../../harness/report/pace-text.ts";
import type { Pace, Report } from "../../harness/report/report.ts";
import { renderTarget, renderTerminal, renderVerdict } from "../../harness/report/terminal.ts";
import type { Waiting } from "../../harness/target/wait-record.ts";
import type { Io } from "../io.ts";
import { WaitPrinter } from "../wait-printer.ts";
import type { GateOptions } from "./gate-options.ts";
import { ProgressPrinter } from "./progress-printer.ts";

/** Width where there is no terminal: logs scroll. */
const logWidth = 120;

/** Where a gate's words go: progress to people, the report to whoever asked for it. */
export class GateScreen {
  readonly progress: ProgressPrinter;
  readonly #waiting: WaitPrinter;
  readonly #options: GateOptions;
  readonly #io: Io;

  constructor(options: GateOptions, io: Io) {
    this.#options = options;
    this.#io = io;
    this.#waiting = new WaitPrinter(io);
    this.progress = new ProgressPrinter({
      write: (text) => this.#say(text),
      live: io.interactive && !options.json && !options.quiet,
      color: io.color,
      width: io.columns ?? logWidth,
    });
  }

  wait(waiting: Waiting): void {
    if (!this.#options.quiet) this.#waiting.show(waiting);
  }

  announce(sighting: Sighting, pace?: Pace): void {
    this.#waiting.end();
    const target = renderTarget(reportTarget(sighting), this.#io.color);
    this.#say(`${[target, ...(pace === undefined ? [] : [paceLine(pace)])].join("\n")}\n\n`);
  }

  conclude(report: Report, file: string | undefined): void {
    this.#waiting.end();
    const { json, quiet } = this.#options;
    const io = this.#io;
    const look = {
      ...{ color: io.color, width: io.columns ?? logWidth, announced: true },
      ...(file === undefined ? {} : { file }),
    };
    if (json) io.out(`${JSON.stringify(redactDeep(report), undefined, 2)}\n`);
    else io.out(quiet ? renderVerdict(report, look) : `\n${renderTerminal(report, look)}`);
  }

  #say(text: string): void {
    if (this.#options.quiet) return;
    if (this.#options.json) this.#io.err(text);
    else this.#io.out(text);
  }
}
