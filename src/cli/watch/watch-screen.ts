import { systemClock } from "../../ground/clock.ts";
import { redactDeep } from "../../ground/redact.ts";
import type { Night } from "../../harness/gate/history/night.ts";
import { reportTarget, type Sighting } from "../../harness/report/compose.ts";
import { paceLine } from "../../harness/report/pace-text.ts";
import type { Report } from "../../harness/report/report.ts";
import { renderTarget, renderVerdict } from "../../harness/report/terminal.ts";
import type { Waiting } from "../../harness/target/wait-record.ts";
import type { WatchPlan } from "../../harness/watch/watch-plan.ts";
import type { Io } from "../io.ts";
import { WaitPrinter } from "../wait-printer.ts";
import { questionLines } from "./question-text.ts";
import { TrialPrinter } from "./trial-printer.ts";
import type { WatchOptions } from "./watch-options.ts";
import { renderWatch } from "./watch-page.ts";

/** Width where there is no terminal: logs scroll. */
const logWidth = 120;

/** What was found out, and beside what it is shown. */
interface Conclusion {
  readonly report: Report;
  /** Where it was written. */
  readonly file: string | undefined;
  readonly nights: readonly Night[] | undefined;
}

/** Where a watch's words go: progress to people, the report to whoever asked for it. */
export class WatchScreen {
  readonly progress: TrialPrinter;
  readonly #waiting: WaitPrinter;
  readonly #options: Pick<WatchOptions, "json" | "quiet">;
  readonly #io: Io;

  constructor(options: Pick<WatchOptions, "json" | "quiet">, io: Io) {
    this.#options = options;
    this.#io = io;
    this.#waiting = new WaitPrinter(io);
    const { color } = io;
    const width = widthOf(io);
    const live = io.interactive && !options.json && !options.quiet;
    const write = (text: string): void => this.#say(text);
    this.progress = new TrialPrinter({ write, live, color, width }, systemClock);
  }

  wait(waiting: Waiting): void {
    if (!this.#options.quiet) this.#waiting.show(waiting);
  }

  /** Says what is watched, and what is asked of it. */
  announce(sighting: Sighting, scale: number, plan: WatchPlan): void {
    this.#waiting.end();
    const target = renderTarget(reportTarget(sighting), this.#io.color);
    const asked =
      sighting.state === "ready"
        ? [
            ...(scale === 1 ? [] : [paceLine({ scale })]),
            "",
            ...questionLines(plan, sighting.target.remote),
          ]
        : [];
    this.#say(`${[target, ...asked].join("\n")}\n\n`);
    this.progress.begin(plan);
  }

  conclude({ report, file, nights }: Conclusion): void {
    this.#waiting.end();
    this.progress.end();
    const { json, quiet } = this.#options;
    const io = this.#io;
    const { color } = io;
    const width = widthOf(io);
    if (json) io.out(`${JSON.stringify(redactDeep(report), undefined, 2)}\n`);
    else if (quiet) io.out(renderVerdict(report, { color }));
    else io.out(`\n${renderWatch(report, { color, width, nights, file })}`);
  }

  #say(text: string): void {
    if (this.#options.quiet) return;
    if (this.#options.json) this.#io.err(text);
    else this.#io.out(text);
  }
}

/** A terminal that nobody sized, as some CI systems have, says that it has no column. */
function widthOf({ columns = 0 }: Io): number {
  return columns > 0 ? columns : logWidth;
}
