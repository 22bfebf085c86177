import type { Clock } from "../../ground/clock.ts";
import type { Trial } from "../../harness/gate/rates/trial.ts";
import { durationText } from "../../harness/report/duration-text.ts";
import { type Paint, painter, type Tone } from "../../harness/report/paint.ts";
import { clip } from "../../harness/report/text-table.ts";
import type { Standing } from "../../harness/watch/course.ts";
import type { WatchPlan } from "../../harness/watch/watch-plan.ts";
import type { PrinterOptions } from "../gate/progress-printer.ts";
import { shareDone } from "./plan-of.ts";

/** In a log, how long nothing is said at most while trials end. Milliseconds. */
const silenceMs = 30_000;

/** In a log, in how many parts of the plan something is said at least once. */
const parts = 10;

/**
 * Says how a watch goes: a line for each decision and for each new kind of failure, and on a terminal one line below
 * that is drawn over. In a log, where the counts stand from time to time, and never a line per trial.
 */
export class TrialPrinter {
  readonly #options: PrinterOptions;
  readonly #paint: Paint;
  readonly #clock: Clock;
  readonly #seen = new Set<string>();
  #plan: WatchPlan | undefined;
  #startedMs = 0;
  #saidMs = 0;
  #saidParts = 0;
  #hasLiveLine = false;

  constructor(options: PrinterOptions, clock: Clock) {
    this.#options = options;
    this.#paint = painter(options.color);
    this.#clock = clock;
  }

  /** From here on, time and shares are those of the plan. */
  begin(plan: WatchPlan): void {
    this.#plan = plan;
    this.#startedMs = this.#clock.now();
    this.#saidMs = this.#startedMs;
  }

  show(trial: Trial, standing: readonly Standing[]): void {
    if (!trial.ok) this.#failed(trial);
    if (this.#plan?.stop.kind === "decided") this.#decided(trial, standing);
    const counts = countsOf(standing);
    if (this.#options.live) this.#draw(counts);
    else if (this.#isTime(standing)) this.#line(`  ${this.#elapsed()}  ${counts}`);
  }

  /** Asking why takes a while: on a terminal each step is shown, in a log that it is done. */
  probing(title: string): void {
    if (this.#options.live) this.#draw(`diagnosing: ${title}`);
    else if (this.#isNew("diagnosing")) this.#line("diagnosing …");
  }

  /** Takes the live line away, so that what comes next starts on a clean one. */
  end(): void {
    if (this.#hasLiveLine) this.#options.write("\r\u001B[2K");
    this.#hasLiveLine = false;
  }

  /** The first of its kind in full; how many there are of it is in the counts. */
  #failed({ journey, n, outcome, error = "" }: Trial): void {
    if (!this.#isNew(`${journey} ${outcome}`)) return;
    const [message = ""] = error.split("\n", 1);
    const what = `  ✗ ${journey}, trial ${n}: ${outcome}`;
    const detail = message === "" || message === outcome ? "" : `  ${message}`;
    this.#line(`${this.#paint("bad", what)}${clip(detail, this.#options.width * 2)}`);
  }

  #decided({ journey }: Trial, standing: readonly Standing[]): void {
    const own = standing.find((one) => one.journey === journey);
    if (own === undefined || !(own.decision === "pass" || own.decision === "fail")) return;
    if (!this.#isNew(`decided ${journey}`)) return;
    const [tone, sign]: [Tone, string] = own.decision === "pass" ? ["good", "✓"] : ["bad", "✗"];
    const what = `${sign} ${journey}  ${own.decision}`;
    this.#line(`${this.#paint(tone, what)}  ${own.successes} of ${own.n}  ${this.#elapsed()}`);
  }

  #isNew(key: string): boolean {
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }

  #isTime(standing: readonly Standing[]): boolean {
    if (this.#plan === undefined) return false;
    const now = this.#clock.now();
    const trials = standing.reduce((sum, { n }) => sum + n, 0);
    const elapsedMs = now - this.#startedMs;
    const done = Math.floor(shareDone(this.#plan, { trials, elapsedMs }) * parts + 1e-9);
    if (done === this.#saidParts && now - this.#saidMs < silenceMs) return false;
    this.#saidParts = done;
    this.#saidMs = now;
    return true;
  }

  #elapsed(): string {
    return durationText(this.#clock.now() - this.#startedMs);
  }

  #line(text: string): void {
    this.end();
    this.#options.write(`${text}\n`);
  }

  #draw(text: string): void {
    this.#options.write(`\r\u001B[2K${clip(text, this.#options.width - 1)}`);
    this.#hasLiveLine = true;
  }
}

function countsOf(standing: readonly Standing[]): string {
  return standing
    .map(({ journey, n, successes, decision }) => {
      const decided = decision === "pass" || decision === "fail" ? ` ${decision}` : "";
      return `${journey} ${successes}/${n}${decided}`;
    })
    .join("  ");
}
