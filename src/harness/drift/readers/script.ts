import { ConfigurationError } from "../../../ground/errors.ts";
import { type Setting, settingOf } from "../setting.ts";
import { lineAt, type SourceText } from "./source-text.ts";

/** How a setting is found in a script: by an expression, which names the value and perhaps the key. */
export interface Extraction {
  /**
   * Regular expression with a group `value`, and a group `key` unless `key` says what it is called:
   * `"(?<key>WEBSOCKET_\w+)":\s*"(?<value>[^"]*)"`.
   */
  readonly pattern: string;
  readonly key?: string | undefined;
}

/**
 * Settings that stand in a script, by the expressions a team declares for it.
 *
 * @throws {@link ConfigurationError} for an expression that is none, has no group for its value, or finds
 * nothing: a script that changed its shape must not look like one without settings
 */
export function readScript(
  { file, text }: SourceText,
  extractions: readonly Extraction[],
): readonly Setting[] {
  return extractions.flatMap(({ pattern, key }) => {
    const found = [...text.matchAll(expressionOf(file, pattern))].map((match) => {
      const { key: named = key, value } = match.groups ?? {};
      if (named === undefined || value === undefined) {
        const rule = "must have a group `value`, and a group `key` unless `key` is given";
        throw new ConfigurationError(`the pattern for ${file}`, rule, { received: pattern });
      }
      return settingOf(named, value, { file, line: lineAt(text, match.index) });
    });
    if (found.length > 0) return found;
    const rule = "must hold what its pattern looks for";
    throw new ConfigurationError(file, rule, { received: pattern });
  });
}

function expressionOf(file: string, pattern: string): RegExp {
  try {
    return new RegExp(pattern, "gm");
  } catch (cause) {
    // biome-ignore lint/style/useErrorCause: the cause is in the details
    throw new ConfigurationError(`the pattern for ${file}`, "must be a regular expression", {
      ...{ received: pattern },
      cause,
    });
  }
}
