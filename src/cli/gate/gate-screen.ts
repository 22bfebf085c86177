import { redactDeep } from "../../ground/redact.ts";
import type { Night } from "../../harness/gate/history/night.ts";
import { reportTarget, type Sighting } from "../../harness/report/compose.ts";
import { paceLine } from "../../harness/report/pace-text.ts";
import { painter } from "../../harness/report/paint.ts";
import type { Pace, Report } from "../../harness/report/report.ts";
import { renderTarget, renderTerminal, renderVerdict } from "../../harness/report/terminal.ts";
import type { Waiting } from "../../harness/target/wait-record.ts";
import { flakeLines } from "../history/trend-lines.ts";
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

  conclude(
    report: Report,
    { file, nights }: { readonly file: string | undefined; readonly nights: readonly Night[] },
  ): void {
    this.#waiting.end();
    const { json, quiet } = this.#options;
    const io = this.#io;
    const look = {
      ...{ color: io.color, width: io.columns ?? logWidth, announced: true },
      ...(file === undefined ? {} : { file }),
    };
    if (json) io.out(`${JSON.stringify(redactDeep(report), undefined, 2)}\n`);
    else if (quiet) io.out(renderVerdict(report, look));
    else io.out(`\n${renderTerminal(report, look)}${flakesText(nights, look)}`);
  }

  #say(text: string): void {
    if (this.#options.quiet) return;
    if (this.#options.json) this.#io.err(text);
    else this.#io.out(text);
  }
}

/** Which checks cannot be relied on, by the nights before. */
function flakesText(
  nights: readonly Night[],
  { color, width }: { readonly color: boolean; readonly width: number },
): string {
  const lines = flakeLines(nights, { paint: painter(color), width });
  return lines.length === 0 ? "" : `\n${lines.join("\n")}\n`;
}
