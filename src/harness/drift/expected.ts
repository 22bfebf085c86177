import type { Contract } from "../../contract/contract.ts";
import type { SourceSpec } from "../settings/drift-config.ts";
import { type Reading, readSource } from "./read-source.ts";
import { settingOf } from "./setting.ts";
import type { SettingSource } from "./setting-set.ts";

/** What the contract's own expectations are called where files have names. */
export const contractName = "the contract";

/**
 * What the branch deploys: its files in their order, and what the contract expects before all of them. Where
 * a file says otherwise than the contract, the branch itself is not what was planned.
 *
 * @throws ConfigurationError naming the file, the line where there is one, and the rule
 */
export function expectedSources(
  contract: Contract,
  specs: readonly SourceSpec[],
  reading: Reading,
): readonly SettingSource[] {
  return [...specs.map((spec) => readSource(spec, reading)), planOf(contract)];
}

/** What the contract expects to be deployed. */
export function planOf({ settings }: Contract): SettingSource {
  const planned = Object.entries(settings?.expected ?? {}).map(([key, text]) =>
    settingOf(key, text, { file: contractName }),
  );
  return { name: contractName, settings: planned, isComplete: false };
}
