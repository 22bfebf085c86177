import { GapproofError } from "../../ground/errors.ts";
import type { ExitCode } from "../../ground/exit-code.ts";

/** Everything was answered in time, and not as it should have been. */
export class Misstep extends GapproofError {
  override readonly name: string = "Misstep";
  readonly code: string = "GAPPROOF_MISSTEP";
  readonly exitCode: ExitCode = 1;
  /** In so few words that those that ended alike read alike: `events missing`. */
  readonly outcome: string;

  /** @param details - what exactly, for whoever looks at this one */
  constructor(outcome: string, details: string) {
    super(`${outcome}: ${details}`);
    this.outcome = outcome;
  }
}
