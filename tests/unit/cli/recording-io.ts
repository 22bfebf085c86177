import type { Io } from "../../../src/cli/io.ts";
import type { ExitCode } from "../../../src/ground/exit-code.ts";

/** An {@link Io} that keeps what it is told. */
export class RecordingIo implements Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly interactive = false;
  readonly color = false;
  readonly columns = 100;
  readonly interrupted: AbortSignal;
  stdout = "";
  stderr = "";
  exitCode: ExitCode | undefined;

  constructor(place: Partial<Pick<Io, "cwd" | "env" | "interrupted">> = {}) {
    this.cwd = place.cwd ?? "/nowhere";
    this.env = place.env ?? {};
    this.interrupted = place.interrupted ?? new AbortController().signal;
  }

  out(text: string): void {
    this.stdout += text;
  }

  err(text: string): void {
    this.stderr += text;
  }

  exit(code: ExitCode): void {
    this.exitCode = code;
  }
}
