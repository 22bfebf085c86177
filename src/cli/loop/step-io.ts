import type { Io } from "../io.ts";

/** The world of one step, whose words go to standard error: standard output is for what came of all of them. */
export class StepIo implements Io {
  readonly interactive = false;
  readonly #io: Io;

  constructor(io: Io) {
    this.#io = io;
  }

  get env(): Io["env"] {
    return this.#io.env;
  }

  get cwd(): string {
    return this.#io.cwd;
  }

  get color(): boolean {
    return this.#io.color;
  }

  get columns(): number | undefined {
    return this.#io.columns;
  }

  get interrupted(): AbortSignal {
    return this.#io.interrupted;
  }

  out(text: string): void {
    this.#io.err(text);
  }

  err(text: string): void {
    this.#io.err(text);
  }

  exit(code: Parameters<Io["exit"]>[0]): void {
    this.#io.exit(code);
  }
}
