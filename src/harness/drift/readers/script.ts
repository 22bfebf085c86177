import { ConfigurationError } from "../../../ground/errors.ts";
import { type Setting, settingOf } from "../setting.ts";
import { matchesIn } from "./matches.ts";
import type { SourceText } from "./source-text.ts";

/** How a setting is found in a script: by an expression, which names the value and perhaps the key. */
export interface Extraction {
  /**
   * Regular expression with a group `value`, and a group `key` unless `key` says what it is called:
   * `"(?<key>WEBSOCKET_\w+)":\s*"(?<value>[^"]*)"`. It has two seconds for the whole script; `^` and `$` are
   * where lines begin and end.
   */
  readonly pattern: string;
  readonly key?: string | undefined;
}

/**
 * Settings that stand in a script, by the expressions a team declares for it.
 *
 * @throws {@link ConfigurationError} for an expression that is none, takes too long, has no group for its
 * value, or finds nothing: a script that changed its shape must not look like one without settings
 */
export function readScript(
  source: SourceText,
  extractions: readonly Extraction[],
): readonly Setting[] {
  const { file } = source;
  return extractions.flatMap(({ pattern, key: given }) => {
    const found = matchesIn(source, pattern).map(({ key = given, value, line }) => {
      if (key !== undefined && value !== undefined) return settingOf(key, value, { file, line });
      const rule = "must have a group `value`, and a group `key` unless `key` is given";
      throw new ConfigurationError(`the pattern for ${file}`, rule, { received: pattern });
    });
    if (found.length > 0) return found;
    const rule = "must hold what its pattern looks for";
    throw new ConfigurationError(file, rule, { received: pattern });
  });
}
