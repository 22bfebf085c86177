import { redact } from "../ground/redact.ts";
import type { Waiting } from "../harness/target/wait-record.ts";
import type { Io } from "./io.ts";

/** Says on standard error what is being waited for: a line that ticks, or a line per change in a log. */
export class WaitPrinter {
  readonly #io: Io;
  #said: string | undefined;
  #isOpen = false;

  constructor(io: Io) {
    this.#io = io;
  }

  show({ waitedMs, limitMs, reason }: Waiting): void {
    if (this.#io.interactive)
      this.#tick(`waiting ${whole(waitedMs)}/${whole(limitMs)} s  ${reason}`);
    else if (reason !== this.#said) {
      this.#io.err(`waiting up to ${whole(limitMs)} s, since ${whole(waitedMs)} s: ${reason}\n`);
    }
    this.#said = reason;
  }

  /** Takes the ticking line away again. */
  end(): void {
    if (this.#isOpen) this.#io.err("\r\u001b[K");
    this.#isOpen = false;
  }

  #tick(text: string): void {
    // Cut in the middle, a secret would not be known for one.
    const line = redact(text);
    const width = (this.#io.columns ?? 80) - 1;
    this.#io.err(`\r\u001b[K${line.length > width ? `${line.slice(0, width - 1)}…` : line}`);
    this.#isOpen = true;
  }
}

function whole(ms: number): number {
  return Math.floor(ms / 1000);
}
