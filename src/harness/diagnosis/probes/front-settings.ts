import type { Contract } from "../../../contract/contract.ts";
import { readField, readText } from "../../../contract/field.ts";
import { KeyRules } from "../../../contract/keys/key-rules.ts";
import { isSame, readQuantity } from "../../../contract/keys/quantity.ts";
import { redact } from "../../../ground/redact.ts";
import type { IdentitySaw, SettingsSaw } from "./front-saw.ts";

/**
 * Holds what is published against what must be, by what values mean. Undefined where the contract promises nothing.
 *
 * @param borne - keys whose drift is known and borne
 */
export function settingsIn(
  contract: Contract,
  body: unknown,
  borne: readonly string[] = [],
): SettingsSaw | undefined {
  const { settings } = contract;
  if (settings === undefined || settings.read.length === 0) return undefined;
  const published: unknown = readField(body, settings.read);
  const values = new Map(
    Object.entries(Object(published)).map(([key, value]) => [key, tell(value)]),
  );
  const rules = new KeyRules(contract);
  const left = new Set(borne.map((key) => rules.of(key).name));
  const told = Object.entries(settings.expected).flatMap(([key, expected]) => {
    const { name, reading } = rules.of(key);
    const actual = values.get(key) ?? "";
    if (actual === "") return [];
    const isLike = isSame(actual, expected, reading);
    return [{ key, expected, actual, isLike, isBorne: left.has(name) }];
  });
  return {
    published: values.size > 0,
    blank: settings.required.filter((key) => (values.get(key) ?? "") === ""),
    unlike: told.flatMap(({ isLike, isBorne, ...one }) => (isLike || isBorne ? [] : [one])),
    alike: told.filter(({ isLike }) => isLike).length,
    inverted: settings.ascending.flatMap((keys) => inversionsIn(keys, { values, rules })),
  };
}

interface Published {
  readonly values: ReadonlyMap<string, string>;
  readonly rules: KeyRules;
}

function inversionsIn(keys: readonly string[], { values, rules }: Published): string[] {
  const measure = (key: string): number => {
    const quantity = readQuantity(values.get(key) ?? "", rules.of(key).reading);
    return typeof quantity === "number" ? quantity : Number.NaN;
  };
  return keys.slice(1).flatMap((key, at) => {
    const before = keys[at] ?? "";
    // What is no number is neither more nor less than anything.
    return measure(before) >= measure(key)
      ? [`${before} ${values.get(before)} >= ${key} ${values.get(key)}`]
      : [];
  });
}

function tell(value: unknown): string {
  if (value === null || value === undefined) return "";
  return redact(typeof value === "object" ? JSON.stringify(value) : String(value)).trim();
}

/** Who answers, by the contract's own reading. */
export function identityIn({ identity }: Contract, body: unknown): IdentitySaw {
  const service = readText(body, identity.service.read);
  const status = readText(body, identity.status.read);
  const version = identity.version && readText(body, identity.version);
  return {
    ...(service === undefined ? {} : { service: redact(service) }),
    isRight: service !== undefined && identity.service.oneOf.includes(service),
    ...(status === undefined ? {} : { status: redact(status) }),
    isWell: status !== undefined && identity.status.healthy.includes(status),
    ...(version === undefined ? {} : { version: redact(version) }),
  };
}
