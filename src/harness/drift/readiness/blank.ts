import type { SettingValue } from "../setting.ts";

/** Whether a value is there and says nothing. */
export function isBlank(value: SettingValue): boolean {
  if (value.kind === "secret") return value.isBlank;
  return value.kind === "text" && value.text.trim() === "";
}

/** Whether a text is filled in, wholly or in part, by whoever deploys it: `${HOST}`, `$(HOST)`, `{{ host }}`, `<host>`. */
export function isPlaceholder(text: string): boolean {
  return /\$\{|\$\(|\$[A-Z_]\w*|\{\{|<[\w .-]+>/.test(text);
}
