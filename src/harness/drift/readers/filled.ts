import { redact } from "../../../ground/redact.ts";
import {
  InterpolationFailure,
  interpolate,
  type Lookup,
} from "../../target/compose/interpolate.ts";
import { fingerprint, isSecret } from "../secrecy.ts";
import { type Origin, type Setting, settingOf } from "../setting.ts";

/** A value as its file spells it, with variables in it. */
export interface Spelled {
  readonly key: string;
  readonly text: string;
  readonly from: Origin;
  /** What is made of the text once it is whole. */
  readonly finish?: (text: string) => string;
}

/**
 * A setting whose variables are filled in; unknown where one must be set and is not. What a secret was filled
 * into is a secret, whatever it is called.
 *
 * @returns undefined where the text itself is broken
 */
export function filled(
  { key, text, from, finish = same }: Spelled,
  lookup: Lookup,
): Setting | undefined {
  const secrets = new Set<string>();
  const watched: Lookup = (name) => {
    const value = lookup(name);
    if (isSecret(name, value ?? "")) secrets.add(name);
    return value;
  };
  try {
    const whole = finish(interpolate(text, watched));
    return secrets.size > 0 ? secretOf(key, whole, from) : settingOf(key, whole, from);
  } catch (error) {
    if (!(error instanceof InterpolationFailure)) throw error;
    if (error.missing === undefined) return undefined;
    // The words after ${NAME:? are for people, unless a secret was filled into them.
    secrets.delete(error.missing);
    const because = secrets.size > 0 ? `needs ${error.missing}, which is not set` : error.message;
    return { key, value: { kind: "unknown", because: redact(because) }, from };
  }
}

/** What a text must not hold, in words that do not repeat it. */
export const brokenText =
  "must close the variables in it, name them in letters, and not nest them too deep ($$ stands for a dollar)";

export function secretOf(key: string, text: string, from: Origin): Setting {
  const trimmed = text.trim();
  const value = { kind: "secret", fingerprint: fingerprint(trimmed), isBlank: trimmed === "" };
  return { key, value: { ...value, kind: "secret" }, from };
}

function same(text: string): string {
  return text;
}
