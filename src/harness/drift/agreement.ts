import { isSame, type Reading, readQuantity } from "./quantity.ts";
import type { SettingValue } from "./setting.ts";

/** Whether two values mean the same; `incomparable` where one of them is nowhere to be seen. */
export type Agreement =
  | { readonly kind: "same" }
  | { readonly kind: "different"; readonly why?: string }
  | { readonly kind: "incomparable"; readonly why: string };

/** Texts by what they mean, secrets by their fingerprints, references by where they point. Pure. */
export function agreementOf(one: SettingValue, other: SettingValue, reading: Reading): Agreement {
  if (one.kind === "text" && other.kind === "text")
    return textsAgree(one.text, other.text, reading);
  const [left, right] = [one, other].map(identityOf);
  if (one.kind === other.kind && left !== undefined)
    return { kind: left === right ? "same" : "different" };
  const unknown = [one, other].find((value) => value.kind === "unknown");
  const why = unknown?.because ?? "one side says where it is kept, the other holds it";
  return { kind: "incomparable", why: `nobody can compare them: ${why}` };
}

/** What stands for a value that is not shown. */
function identityOf(value: SettingValue): string | undefined {
  if (value.kind === "secret") return value.fingerprint;
  return value.kind === "reference" ? value.to : undefined;
}

function textsAgree(one: string, other: string, reading: Reading): Agreement {
  if (isSame(one, other, reading)) return { kind: "same" };
  const odd = [one, other].find((text) => readQuantity(text, reading) === undefined);
  return odd === undefined
    ? { kind: "different" }
    : { kind: "different", why: `"${odd}" is no ${reading.kind}` };
}
