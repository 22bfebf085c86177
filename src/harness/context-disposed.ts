import { GapproofError } from "../ground/errors.ts";
import type { ExitCode } from "../ground/exit-code.ts";

/** A context was used after its disposal. */
export class ContextDisposed extends GapproofError {
  override readonly name: string = "ContextDisposed";
  readonly code: string = "GAPPROOF_DISPOSED";
  readonly exitCode: ExitCode = 1;

  constructor() {
    super("The context was disposed.");
  }
}
