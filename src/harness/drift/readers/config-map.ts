import type { YamlDocument } from "../../target/compose/yaml-document.ts";
import type { Origin } from "../setting.ts";

/** One value that is kept in a map of configuration, or in a secret of the same file. */
export interface KeptValue {
  readonly key: string;
  readonly text: string;
  readonly from: Origin;
}

export interface ConfigMap {
  readonly namespace: string | undefined;
  readonly isSecret: boolean;
  readonly entries: readonly KeptValue[];
}

/** By kind and name: `ConfigMap backend`, `Secret backend`; one for each namespace that has it. */
export type ConfigMaps = ReadonlyMap<string, readonly ConfigMap[]>;

/** All maps and secrets of a file. */
export function configMapsIn(documents: readonly YamlDocument[]): ConfigMaps {
  const maps = new Map<string, ConfigMap[]>();
  for (const [name, map] of documents.flatMap(readConfigMap))
    maps.set(name, [...(maps.get(name) ?? []), map]);
  return maps;
}

/** The one that is meant in a namespace; whoever names no namespace is put into one by whoever deploys it. */
export function mapNamed(
  maps: ConfigMaps,
  named: string,
  namespace: string | undefined,
): ConfigMap | undefined {
  const all = maps.get(named) ?? [];
  const exact = all.find((map) => map.namespace === namespace);
  if (exact !== undefined) return exact;
  const [only, ...others] = all.filter(
    (map) => namespace === undefined || map.namespace === undefined,
  );
  return others.length === 0 ? only : undefined;
}

/** The values a ConfigMap or Secret keeps; a Secret has them in base64 under `data`, in plain under `stringData`. */
function readConfigMap(document: YamlDocument): readonly (readonly [string, ConfigMap])[] {
  const kind = document.textAt(["kind"]);
  const name = document.textAt(["metadata", "name"]);
  if ((kind !== "ConfigMap" && kind !== "Secret") || name === undefined) return [];
  const isSecret = kind === "Secret";
  const data = entriesOf(document, "data").map((entry) =>
    isSecret ? { ...entry, text: Buffer.from(entry.text, "base64").toString() } : entry,
  );
  const plain = isSecret ? entriesOf(document, "stringData") : [];
  const namespace = document.textAt(["metadata", "namespace"]);
  return [[`${kind} ${name}`, { namespace, isSecret, entries: [...data, ...plain] }]];
}

function entriesOf(document: YamlDocument, part: string): readonly KeptValue[] {
  return Object.keys(document.mapAt([part])).map((key) => {
    const text = document.textAt([part, key]);
    if (text === undefined && document.at([part, key]) !== null)
      document.refuse([part, key], `must have a text as value of ${key}`);
    return { key, text: text ?? "", from: document.originOf([part, key]) };
  });
}
