import type { ExitCode } from "../ground/exit-code.ts";

/** The world outside a command, injectable so that commands can be tested without a process. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Whether a person watches standard output, so that colour and live lines make sense. */
  readonly interactive: boolean;
  readonly color: boolean;
  /** Width of the terminal, where there is one. */
  readonly columns?: number | undefined;
  /** Writes to standard output as it is; the real one redacts first. */
  out(text: string): void;
  /** Writes to standard error as it is; the real one redacts first. */
  err(text: string): void;
  /** Aborts when the person interrupts (SIGINT, SIGTERM). */
  readonly interrupted: AbortSignal;
  /** Says what the process will exit with. */
  exit(code: ExitCode): void;
}
