import type { Setting } from "../setting.ts";
import { isPlaceholder } from "./placeholder.ts";

/** Why nobody can see a value, as the end of a sentence. */
export function hiddenBecause({ value }: Setting): string | undefined {
  if (value.kind === "unknown") return value.because;
  if (value.kind === "reference") return `it is kept elsewhere (${value.to})`;
  if (value.kind === "text" && isPlaceholder(value.text))
    return "it is filled in when it is deployed";
  return undefined;
}
