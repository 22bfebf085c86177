import { ConfigurationError } from "../../../src/ground/errors.ts";

/** What every command of the matrix is told. */
export interface MatrixOptions {
  readonly seed: number;
  readonly workers: number;
}

export interface RunOptions extends MatrixOptions {
  readonly faults?: readonly string[];
  readonly checks?: readonly string[];
  readonly verbose: boolean;
  readonly exhaustive: boolean;
  readonly update: boolean;
  readonly reportDir: string;
}

export function matches(id: string, parts: readonly string[] | undefined): boolean {
  return parts === undefined || parts.some((part) => id.includes(part));
}

/**
 * A part that matches nothing is a slip of the pen, and what is left would pass in its place.
 *
 * @throws {@link ConfigurationError} naming the part
 */
export function refuseNothing(
  option: string,
  parts: readonly string[] | undefined,
  ids: readonly string[],
): void {
  for (const part of parts ?? []) {
    if (ids.some((id) => id.includes(part))) continue;
    throw new ConfigurationError(option, "must name parts of ids that there are", {
      received: part,
    });
  }
}
