import type { Contract } from "../../../contract/contract.ts";
import { readField, readText } from "../../../contract/field.ts";
import { redact } from "../../../ground/redact.ts";
import type { IdentitySaw, SettingsSaw } from "./front-saw.ts";

/** Holds what is published against what must be. Undefined where the contract promises nothing. */
export function settingsIn({ settings }: Contract, body: unknown): SettingsSaw | undefined {
  if (settings === undefined || settings.read.length === 0) return undefined;
  const published: unknown = readField(body, settings.read);
  const values = new Map(
    Object.entries(Object(published)).map(([key, value]) => [key, tell(value)]),
  );
  const unlike = Object.entries(settings.expected).flatMap(([key, expected]) => {
    const actual = values.get(key);
    return actual === undefined || actual === "" || actual === expected
      ? []
      : [{ key, expected, actual }];
  });
  return {
    published: values.size > 0,
    blank: settings.required.filter((key) => (values.get(key) ?? "") === ""),
    unlike,
    alike: Object.entries(settings.expected).filter(([key, value]) => values.get(key) === value)
      .length,
    inverted: settings.ascending.flatMap((keys) => inversionsIn(keys, values)),
  };
}

function inversionsIn(keys: readonly string[], values: ReadonlyMap<string, string>): string[] {
  return keys.slice(1).flatMap((key, at) => {
    const before = keys[at] ?? "";
    const [low = "", high = ""] = [values.get(before), values.get(key)];
    const isTold = low !== "" && high !== "" && !Number.isNaN(Number(low) - Number(high));
    return isTold && Number(low) >= Number(high) ? [`${before} ${low} >= ${key} ${high}`] : [];
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
