import type { Command } from "commander";
import { ConfigurationError } from "../../ground/errors.ts";
import type { OwnedGap } from "../../harness/gate/gaps/reported-gap.ts";
import { collect } from "../repeatable.ts";

/** What a command line says about gaps, as it was typed. */
export interface GapFlags {
  readonly gap?: readonly string[];
  /** A file, or `false` for none. */
  readonly ledger?: string | boolean;
}

export function addGapOptions(command: Command): Command {
  return command
    .option("--gap <id>", "judge this declared gap only; may be repeated", collect)
    .option(
      "--ledger <file>",
      "file that follows the gaps from run to run (default: gapproof-ledger.jsonl)",
    )
    .option("--no-ledger", "neither read nor write one");
}

/**
 * The gaps that are to be judged: all that are declared, or those that were named.
 *
 * @throws {@link ConfigurationError} for a name that no declared gap has
 */
export function chosenGaps(
  { gap: names }: GapFlags,
  declared: readonly OwnedGap[],
): readonly OwnedGap[] {
  const ids = new Set(declared.map(({ id }) => id));
  const stranger = names?.find((name) => !ids.has(name));
  if (stranger !== undefined) {
    const rule =
      ids.size === 0
        ? "names a declared gap, and none is declared"
        : `must be one of the declared gaps: ${[...ids].join(", ")}`;
    throw new ConfigurationError("--gap", rule, { received: stranger });
  }
  return names === undefined ? declared : declared.filter(({ id }) => names.includes(id));
}
