import { redact } from "../../../ground/redact.ts";
import {
  InterpolationFailure,
  interpolate,
  type Lookup,
} from "../../target/compose/interpolate.ts";
import { fingerprint, isSecret } from "../secrecy.ts";
import { type Origin, type Setting, settingOf, withStandIn } from "../setting.ts";
import { standInOf } from "../stand-in.ts";

/** A value as its file spells it, with variables in it. */
export interface Spelled {
  readonly key: string;
  readonly text: string;
  readonly from: Origin;
  /** What is made of the text once it is whole. */
  readonly finish?: (text: string) => string;
}

/**
 * A setting whose variables are filled in; unknown where one is not set and has no default. What a secret was
 * filled into is a secret, whatever it is called; what its file has instead of it goes with it.
 *
 * @returns undefined where the text itself is broken
 */
export function filled(
  { key, text, from, finish = same }: Spelled,
  lookup: Lookup,
): Setting | undefined {
  const secrets = new Set<string>();
  const note = (name: string, value: string) => {
    if (isSecret(name, value)) secrets.add(name);
  };
  const watched: Lookup = (name) => {
    const value = lookup(name, note);
    note(name, value ?? "");
    return value;
  };
  try {
    const whole = finish(interpolate(demanding(text), watched));
    const setting = secrets.size > 0 ? secretOf(key, whole, from) : settingOf(key, whole, from);
    return setting.value.kind === "secret" ? spelledAs(setting, text) : setting;
  } catch (error) {
    if (!(error instanceof InterpolationFailure)) throw error;
    if (error.missing === undefined) return undefined;
    const isKept = isSecret(key, "") || secrets.size > 0;
    const setting = { key, value: missing(error, secrets), from };
    return isKept ? spelledAs(setting, text) : setting;
  }
}

function spelledAs(setting: Setting, text: string): Setting {
  return withStandIn(setting, standInOf(setting.key, text));
}

/** Stands after the `?` of a variable that may be filled in later, by another machine. */
const later = "it is filled in later";

/** Compose puts nothing where a variable is not set, and warns: whoever deploys sets it. */
function demanding(text: string): string {
  return text.replaceAll(/\$\$|\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g, (all, braced, bare) => {
    const name: string | undefined = braced ?? bare;
    return name === undefined ? all : `\${${name}?${later}}`;
  });
}

function missing({ missing: name = "", message }: InterpolationFailure, secrets: Set<string>) {
  if (message.endsWith(`: ${later}`))
    return { kind: "unknown", because: `it is filled in later from ${name}` } as const;
  // The words after ${NAME:? are for people, unless a secret was filled into them.
  secrets.delete(name);
  const because = secrets.size > 0 ? `needs ${name}, which is not set` : message;
  return { kind: "unknown", because: redact(because) } as const;
}

/** What a text must not hold, in words that do not repeat it. */
export const brokenText =
  "must close the variables in it, name them in letters, and not nest them too deep ($$ stands for a dollar)";

/** A secret by where it stands, whatever it is called. */
export function secretOf(key: string, text: string, from: Origin): Setting {
  const trimmed = text.trim();
  const value = { fingerprint: fingerprint(trimmed), isBlank: trimmed === "" };
  return withStandIn({ key, value: { ...value, kind: "secret" }, from }, standInOf("secret", text));
}

function same(text: string): string {
  return text;
}
