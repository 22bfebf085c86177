import { plainKey } from "../../contract/keys/plain-key.ts";
import { fingerprint, isSecret } from "./secrecy.ts";
import { type StandIn, standInOf } from "./stand-in.ts";

/** Where a setting was found. */
export interface Origin {
  /** A file as it was named, an address, a container, or how it was measured. */
  readonly file: string;
  /** From 1; absent where there are no lines. */
  readonly line?: number;
}

/** What a setting must be, going by how a server behaves: nobody said so. */
export interface Measured {
  readonly kind: "measured";
  /** The least it can be, in the unit. */
  readonly low: number;
  /** The most it can be. Absent where nothing more is known than that it is no less. */
  readonly high?: number;
  readonly unit: "ms" | "bytes";
  /** For people: `15.0 s`. Where there is no most, this is the least. */
  readonly told: string;
}

/**
 * What a setting is. A secret is never kept: only a fingerprint of it, which compares within one run. A
 * reference is a secret, or a value, that is kept elsewhere, and what it is called there.
 */
export type SettingValue =
  | Measured
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "secret"; readonly fingerprint: string; readonly isBlank: boolean }
  | { readonly kind: "reference"; readonly to: string }
  | { readonly kind: "unknown"; readonly because: string };

export interface Setting {
  /** As its source spells it. */
  readonly key: string;
  readonly value: SettingValue;
  readonly from: Origin;
  /** What stands there instead of a secret, by the text of the file: nothing of a secret itself is in it. */
  readonly standIn?: StandIn;
}

/** Of each key the last, at the place of the last. */
export function lastOfEach(settings: readonly Setting[]): readonly Setting[] {
  const last = new Map(settings.map(({ key }, at) => [plainKey(key), at]));
  return settings.filter(({ key }, at) => last.get(plainKey(key)) === at);
}

/** A setting with its value in plain sight; a secret is reduced to its fingerprint here and now. */
export function settingOf(key: string, text: string, from: Origin): Setting {
  const value = keptOf(key, text);
  const setting = { key, value, from };
  return value.kind === "secret" ? withStandIn(setting, standInOf(key, text)) : setting;
}

/** A setting, with what its file has instead of a secret. */
export function withStandIn({ key, value, from }: Setting, standIn: StandIn | undefined): Setting {
  return { key, value, from, ...(standIn === undefined ? {} : { standIn }) };
}

function keptOf(key: string, text: string): SettingValue {
  if (!isSecret(key, text)) return { kind: "text", text };
  const trimmed = text.trim();
  return { kind: "secret", fingerprint: fingerprint(trimmed), isBlank: trimmed === "" };
}

/** Whether a value is there and says nothing. */
export function isBlank(value: SettingValue): boolean {
  if (value.kind === "secret") return value.isBlank;
  return value.kind === "text" && value.text.trim() === "";
}

/** A value as it may be shown. */
export function showValue(value: SettingValue): string {
  if (value.kind === "text") return value.text;
  if (value.kind === "measured") return `${nearness(value)}${value.told} (measured)`;
  if (value.kind === "secret") return value.isBlank ? "" : `secret #${value.fingerprint}`;
  return value.kind === "reference" ? `→ ${value.to}` : `unknown: ${value.because}`;
}

function nearness({ low, high }: Measured): string {
  if (high === undefined) return "at least ";
  return low === high ? "" : "≈ ";
}
