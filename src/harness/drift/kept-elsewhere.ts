import type { Setting } from "./setting.ts";
import type { SettingSource } from "./setting-set.ts";

/**
 * Secrets that a file only names are references, whatever they were filled in with on this machine, and
 * whether they were: it is the file that is judged. Their names stand where their fingerprints stood.
 */
export function withReferences(source: SettingSource): SettingSource {
  return { ...source, settings: source.settings.map(withReference) };
}

function withReference(setting: Setting): Setting {
  const { value, standIn } = setting;
  if (value.kind !== "secret" && value.kind !== "unknown") return setting;
  if (standIn?.kind !== "reference") return setting;
  return { ...setting, value: { kind: "reference", to: standIn.to } };
}
