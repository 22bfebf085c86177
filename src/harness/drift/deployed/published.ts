import type { Contract } from "../../../contract/contract.ts";
import { isMap, scalarText } from "../../target/compose/yaml-document.ts";
import type { Wire } from "../../wire/wire.ts";
import { type Setting, settingOf } from "../setting.ts";
import type { SettingSource } from "../setting-set.ts";

/** Whom to ask. */
export interface Asking {
  readonly wire: Pick<Wire, "call">;
  /** The embedded backend with shortened waits: beside the settings it stands for, it tells those it runs with. */
  readonly isScaled: boolean;
}

/** How deep a block of settings is looked into. */
const deepest = 5;

/**
 * What the running service publishes of its settings, on every route the contract names; what is read first
 * stands before what is read later.
 *
 * @throws HttpFailure when a route cannot be reached
 */
export async function publishedSettings(
  contract: Contract,
  { wire, isScaled }: Asking,
): Promise<readonly SettingSource[]> {
  const { settings, operations } = contract;
  if (settings === undefined) return [];
  const own = { operation: "settings", read: settings.read, prefix: "" } as const;
  const main = settings.read.length === 0 ? [] : [own];
  const sources: SettingSource[] = [];
  // The last source counts: the block the contract speaks of comes last.
  for (const { operation, read, prefix } of [...(isScaled ? [] : settings.elsewhere), ...main]) {
    const said = operations[operation];
    if (said === undefined) continue;
    const answer = await wire.call(operation, {}, { user: null });
    const name = `${said.method} ${said.path}`;
    const block = answer.ok ? answer.field(read) : undefined;
    sources.push({ name, settings: settingsIn(block, { name, prefix }), isComplete: false });
  }
  return sources;
}

/** The settings in a block of JSON: nested ones under the keys that lead to them. */
function settingsIn(
  block: unknown,
  { name, prefix = "" }: { readonly name: string; readonly prefix?: string },
): readonly Setting[] {
  return leavesOf(block, "", 0).map(([key, text]) =>
    settingOf(`${prefix}${key}`, text, { file: name }),
  );
}

function leavesOf(
  value: unknown,
  key: string,
  depth: number,
): readonly (readonly [string, string])[] {
  if (isMap(value) && depth < deepest) {
    return Object.entries(value).flatMap(([part, item]) =>
      leavesOf(item, key === "" ? part : `${key}.${part}`, depth + 1),
    );
  }
  // A key without a value tells nobody what runs.
  if (key === "" || value === null || value === undefined) return [];
  return [[key, Array.isArray(value) ? value.join(",") : (scalarText(value) ?? "")]];
}
