import type { YamlDocument } from "../../target/compose/yaml-document.ts";
import type { Origin } from "../setting.ts";

/** One value that is kept in a map of configuration, or in a secret of the same file. */
export interface KeptValue {
  readonly key: string;
  readonly text: string;
  readonly from: Origin;
}

export interface ConfigMap {
  readonly isSecret: boolean;
  readonly entries: readonly KeptValue[];
}

/** By kind and name: `ConfigMap backend`, `Secret backend`. */
export type ConfigMaps = ReadonlyMap<string, ConfigMap>;

/** The values a ConfigMap or Secret keeps; a Secret has them in base64 under `data`, in plain under `stringData`. */
export function readConfigMap(document: YamlDocument): readonly (readonly [string, ConfigMap])[] {
  const kind = document.textAt(["kind"]);
  const name = document.textAt(["metadata", "name"]);
  if ((kind !== "ConfigMap" && kind !== "Secret") || name === undefined) return [];
  const isSecret = kind === "Secret";
  const data = entriesOf(document, "data").map((entry) =>
    isSecret ? { ...entry, text: Buffer.from(entry.text, "base64").toString() } : entry,
  );
  const plain = isSecret ? entriesOf(document, "stringData") : [];
  return [[`${kind} ${name}`, { isSecret, entries: [...data, ...plain] }]];
}

function entriesOf(document: YamlDocument, part: string): readonly KeptValue[] {
  return Object.keys(document.mapAt([part])).map((key) => {
    const text = document.textAt([part, key]);
    if (text === undefined && document.at([part, key]) !== null)
      document.refuse([part, key], `must have a text as value of ${key}`);
    return { key, text: text ?? "", from: document.originOf([part, key]) };
  });
}
