import { ConfigurationError } from "../../ground/errors.ts";
import type { Settings } from "../settings/settings.ts";
import { subjectOf, textOf } from "./candidate.ts";

export type StagingFlag = Settings["contract"]["stagingFlags"][number];

const yes = ["true", "1", "yes", "on"];
const no = ["false", "0", "no", "off"];

/**
 * Whether a flag asks for staging.
 *
 * A flag with a value of its own (a mode) means yes at that value only. Any other is a yes-or-no, and
 * a word that is neither is refused: a typo would quietly test something local.
 *
 * @throws {@link ConfigurationError}
 */
export function isRaised(settings: Settings, flag: StagingFlag): boolean {
  const word = textOf(settings, flag.variable)?.toLowerCase();
  if (word === undefined) return false;
  if (flag.equals !== undefined) return word === flag.equals.toLowerCase();
  if (yes.includes(word)) return true;
  if (no.includes(word)) return false;
  throw new ConfigurationError(subjectOf(settings, flag.variable), "must be true or false", {
    received: textOf(settings, flag.variable),
  });
}

/** What a person writes to raise it. */
export function raising(flag: StagingFlag): string {
  return `${flag.variable}=${flag.equals ?? "true"}`;
}
