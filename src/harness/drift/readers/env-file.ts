import { assignmentsIn } from "../../target/compose/assignments.ts";
import { type Setting, settingOf } from "../setting.ts";
import type { SourceText } from "./source-text.ts";

/**
 * Settings in a file of variables, as `dotenv` reads it; of a key that is set twice, the last.
 *
 * @throws {@link ConfigurationError} naming file and line of what is no assignment
 */
export function readEnvFile(source: SourceText): readonly Setting[] {
  const { file } = source;
  return assignmentsIn(source).map(({ key, text, line }) => settingOf(key, text, { file, line }));
}
