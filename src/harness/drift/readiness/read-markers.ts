import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Contract } from "../../../contract/contract.ts";
import { ConfigurationError } from "../../../ground/errors.ts";

/** A text a file of the branch must hold, and whether it does. */
export interface Marker {
  readonly file: string;
  readonly pattern: string;
  readonly because: string;
  readonly found: "there" | "lacking" | "no-file";
}

/**
 * Looks for the contract's markers in the files of a branch.
 *
 * @throws {@link ConfigurationError} for a pattern that is none
 */
export function readMarkers(contract: Contract, folder: string): readonly Marker[] {
  return (contract.settings?.markers ?? []).map((marker, at): Marker => {
    const expression = expressionOf(marker.pattern, at);
    const text = textOf(resolve(folder, marker.file));
    if (text === undefined) return { ...marker, found: "no-file" };
    return { ...marker, found: expression.test(text) ? "there" : "lacking" };
  });
}

function expressionOf(pattern: string, at: number): RegExp {
  try {
    return new RegExp(pattern, "m");
  } catch (cause) {
    const subject = `contract.settings.markers[${at}].pattern`;
    // biome-ignore lint/style/useErrorCause: the cause is in the details
    throw new ConfigurationError(subject, "must be a regular expression", {
      ...{ received: pattern },
      cause,
    });
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // A folder, or nothing: either way there is no file to hold anything.
    return undefined;
  }
}
