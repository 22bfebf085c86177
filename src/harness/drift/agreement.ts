import { isSame, type Reading, readQuantity } from "../../contract/keys/quantity.ts";
import { isFingerprintOf } from "./secrecy.ts";
import { isBlank, type Measured, type SettingValue } from "./setting.ts";

/** Whether two values mean the same; `incomparable` where one of them is nowhere to be seen. */
export type Agreement =
  | { readonly kind: "same" }
  | { readonly kind: "different"; readonly why?: string }
  | { readonly kind: "incomparable"; readonly why: string };

/**
 * Texts by what they mean, secrets by their fingerprints, references by where they point; a text and what was
 * measured by whether the one can have led to the other. Pure.
 */
export function agreementOf(one: SettingValue, other: SettingValue, reading: Reading): Agreement {
  if (one.kind === "text" && other.kind === "text")
    return textsAgree(one.text, other.text, reading);
  if (one.kind === "measured" && other.kind === "text") return explains(other.text, one, reading);
  if (one.kind === "text" && other.kind === "measured") return explains(one.text, other, reading);
  const seen = seenAgreement(one, other);
  if (seen !== undefined) return { kind: seen };
  const unknown = [one, other].find((value) => value.kind === "unknown");
  const why = unknown?.because ?? "one side says where it is kept, the other holds it";
  return incomparable(why);
}

/** What can be told of two values that are there, though one of them is not shown. */
function seenAgreement(one: SettingValue, other: SettingValue): "same" | "different" | undefined {
  const [left, right] = [one, other].map(identityOf);
  if (one.kind === other.kind && left !== undefined) return left === right ? "same" : "different";
  const kinds = [one.kind, other.kind];
  if (kinds.includes("unknown") || kinds.includes("measured")) return undefined;
  const blanks = [one, other].filter(isBlank).length;
  // What is kept elsewhere is something, and nothing is not it.
  if (blanks > 0) return blanks === 2 ? "same" : "different";
  return kinds.includes("reference") ? undefined : secretAgreement(one, other);
}

/** A key with two names may hold a secret by the one, and a text by the other. */
function secretAgreement(one: SettingValue, other: SettingValue): "same" | "different" {
  return isSecretText(one, other) || isSecretText(other, one) ? "same" : "different";
}

function isSecretText(one: SettingValue, other: SettingValue): boolean {
  return (
    one.kind === "secret" && other.kind === "text" && isFingerprintOf(one.fingerprint, other.text)
  );
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

const kindOf = { ms: "duration", bytes: "bytes" } as const;

/** Whether a server with this setting behaves as was seen. */
function explains(text: string, measured: Measured, reading: Reading): Agreement {
  const kind = kindOf[measured.unit];
  // The same figure means something else as a number of whatever.
  if (reading.kind !== kind)
    return incomparable(`the key is read as ${reading.kind}, and measured as ${kind}`);
  const said = readQuantity(text, reading);
  if (typeof said !== "number") return { kind: "different", why: `"${text}" is no ${kind}` };
  const { low, high, told } = measured;
  if (said < low || said > (high ?? Number.POSITIVE_INFINITY)) return { kind: "different" };
  if (high === undefined) return incomparable(`it was seen to be ${told} at least, and no further`);
  return { kind: "same" };
}

function incomparable(why: string): Agreement {
  return { kind: "incomparable", why: `nobody can compare them: ${why}` };
}
