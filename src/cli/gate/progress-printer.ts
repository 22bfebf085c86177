import { durationText } from "../../harness/report/duration-text.ts";
import { type Paint, painter } from "../../harness/report/paint.ts";
import type { PhaseProgress, ProgressEvent, StateCounts } from "../../harness/report/progress.ts";
import { clip } from "../../harness/report/text-table.ts";

export interface PrinterOptions {
  readonly write: (text: string) => void;
  /** Whether a line may be drawn over: somebody watches a terminal. */
  readonly live: boolean;
  readonly color: boolean;
  readonly width: number;
}

/**
 * Says how a run goes: a line per phase and per failure, and on a terminal one line below that is
 * drawn over. Elsewhere no line is ever touched again, so logs stay logs.
 */
export class ProgressPrinter {
  readonly #options: PrinterOptions;
  readonly #paint: Paint;
  readonly #running = new Set<string>();
  #hasLiveLine = false;

  constructor(options: PrinterOptions) {
    this.#options = options;
    this.#paint = painter(options.color);
  }

  show(event: ProgressEvent): void {
    switch (event.kind) {
      case "phase-started":
        if (this.#options.live) this.#draw(event.progress);
        else this.#line(`${event.progress.phase} …`);
        break;
      case "check-started":
        this.#running.add(event.id);
        this.#draw(event.progress);
        break;
      case "check-finished":
        this.#running.delete(event.check.id);
        if (event.check.state === "failed") {
          const [error = ""] = event.check.attempts.at(-1)?.errors ?? [];
          const [message = ""] = error.split("\n", 1);
          this.#line(`${this.#paint("bad", `  ✗ ${event.check.id}`)}  ${message}`);
        }
        this.#draw(event.progress);
        break;
      case "phase-finished":
        this.#line(this.#summary(event.progress));
        break;
      case "diagnosing":
        this.#overwrite(`diagnosing: ${event.title}`);
        break;
      case "walking":
        this.#overwrite(`walking journeys: ${event.text}`);
        break;
      case "output":
        this.#line(this.#paint("quiet", event.text.trimEnd()));
        break;
    }
  }

  /** Takes the live line away, so that what comes next starts on a clean one. */
  end(): void {
    if (this.#hasLiveLine) this.#options.write("\r\u001B[2K");
    this.#hasLiveLine = false;
  }

  #line(text: string): void {
    this.end();
    this.#options.write(`${text}\n`);
  }

  #draw({ phase, done, total, states }: PhaseProgress): void {
    if (!this.#options.live) return;
    const running = [...this.#running].join(", ");
    const text = `${phase} ${done}/${total}  ${stateText(states)}${running === "" ? "" : `  ${running}`}`;
    this.#overwrite(text);
  }

  #overwrite(text: string): void {
    if (!this.#options.live) return;
    this.#options.write(`\r\u001B[2K${clip(text, this.#options.width - 1)}`);
    this.#hasLiveLine = true;
  }

  #summary({ phase, states, elapsedMs }: PhaseProgress): string {
    const tone = states.failed > 0 ? "bad" : states.flaky > 0 ? "doubtful" : "good";
    const sign = states.failed > 0 ? "✗" : states.flaky > 0 ? "~" : "✓";
    const text = `${phase}  ${stateText(states)}  ${durationText(elapsedMs)}`;
    return `${this.#paint(tone, sign)} ${text}`;
  }
}

function stateText(states: StateCounts): string {
  const parts = (["passed", "failed", "flaky", "skipped"] as const)
    .filter((state) => states[state] > 0)
    .map((state) => `${states[state]} ${state}`);
  return parts.length === 0 ? "no checks" : parts.join(", ");
}
