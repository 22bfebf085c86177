import type { Path, YamlDocument } from "../../target/compose/yaml-document.ts";
import { type Setting, settingOf } from "../setting.ts";
import { type ConfigMap, type ConfigMaps, type KeptValue, mapNamed } from "./config-map.ts";
import { secretOf } from "./filled.ts";

/**
 * The variables of one container: those of whole maps first, then its own, which stand before them.
 *
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables
 *
 * @throws {@link ConfigurationError} naming file, line and rule
 */
export function variablesOf(
  document: YamlDocument,
  container: Path,
  maps: ConfigMaps,
): readonly Setting[] {
  const found = new Variables();
  for (const setting of fromMaps(document, container, maps)) found.add(setting);
  const path = [...container, "env"];
  for (const at of document.listAt(path).keys()) found.add(variable(document, [...path, at], maps));
  return found.settings;
}

/** Variables in their order: each may name those before it, as `$(NAME)`. */
class Variables {
  readonly settings: Setting[] = [];
  readonly #byKey = new Map<string, Setting["value"]>();

  add(setting: Setting): void {
    const whole = this.#expanded(setting);
    this.#byKey.set(setting.key, whole.value);
    this.settings.push(whole);
  }

  #expanded(setting: Setting): Setting {
    const { key, value, from } = setting;
    if (value.kind !== "text" || !value.text.includes("$")) return setting;
    let hidden: string | undefined;
    const text = value.text.replaceAll(/\$\$|\$\(([\w.-]+)\)/g, (all, name?: string) => {
      if (name === undefined) return "$";
      const said = this.#byKey.get(name);
      if (said === undefined) return all;
      if (said.kind === "text") return said.text;
      hidden ??= name;
      return "";
    });
    if (hidden === undefined) return settingOf(key, text, from);
    return { key, value: { kind: "unknown", because: `it holds ${hidden}, a secret` }, from };
  }
}

/** A whole map whose values become variables. */
interface NamedMap {
  /** `ConfigMap backend` */
  readonly named: string;
  readonly prefix: string;
  /** It need not be there. */
  readonly isOptional: boolean;
}

const mapKinds = [
  ["ConfigMap", "configMapRef"],
  ["Secret", "secretRef"],
] as const;

function namedMaps(document: YamlDocument, container: Path): readonly NamedMap[] {
  const path = [...container, "envFrom"];
  return document.listAt(path).flatMap((_, at) =>
    mapKinds.flatMap(([kind, reference]) => {
      const name = document.textAt([...path, at, reference, "name"]);
      if (name === undefined) return [];
      const prefix = document.textAt([...path, at, "prefix"]) ?? "";
      const isOptional = document.textAt([...path, at, reference, "optional"]) === "true";
      return [{ named: `${kind} ${name}`, prefix, isOptional }];
    }),
  );
}

/** Maps whose values become variables, and that stand in no document of the file: nobody knows what is in them. */
export function unseenMaps(
  document: YamlDocument,
  container: Path,
  maps: ConfigMaps,
): readonly string[] {
  return namedMaps(document, container)
    .filter(({ named, isOptional }) => !isOptional && mapIn(document, maps, named) === undefined)
    .map(({ named }) => named);
}

function fromMaps(document: YamlDocument, container: Path, maps: ConfigMaps): readonly Setting[] {
  return namedMaps(document, container).flatMap(({ named, prefix }) => {
    const known = mapIn(document, maps, named);
    return (known?.entries ?? []).map((entry) => keptAs(`${prefix}${entry.key}`, entry, known));
  });
}

function mapIn(document: YamlDocument, maps: ConfigMaps, named: string): ConfigMap | undefined {
  return mapNamed(maps, named, document.textAt(["metadata", "namespace"]));
}

/** Judged by the name it goes by here: a secret may have an innocent one where it is kept. */
function keptAs(key: string, { text, from, key: there }: KeptValue, map?: ConfigMap): Setting {
  const isSecret = map?.isSecret === true || settingOf(there, text, from).value.kind === "secret";
  return isSecret ? secretOf(key, text, from) : settingOf(key, text, from);
}

/** One variable: its value, or where its value is kept. */
function variable(document: YamlDocument, path: Path, maps: ConfigMaps): Setting {
  const key = document.textAt([...path, "name"]);
  if (key === undefined) document.refuse(path, "must have a name for every variable of env");
  const from = document.originOf([...path, "name"]);
  for (const source of ["valueFrom", "valueSource"]) {
    if (document.at([...path, source]) !== undefined)
      return kept(document, { key, path: [...path, source], from }, maps);
  }
  const value = document.at([...path, "value"]);
  if (value === undefined || value === null) return settingOf(key, "", from);
  const text = document.textAt([...path, "value"]);
  return text === undefined
    ? document.refuse([...path, "value"], `must have a text as value of ${key}`)
    : settingOf(key, text, from);
}

interface Keeping {
  readonly key: string;
  readonly path: Path;
  readonly from: Setting["from"];
}

/** Where a value may be kept, and what tells which one it is: Cloud Run's second interface has its own words. */
const references = [
  ["configMapKeyRef", ["name"], ["key"]],
  ["secretKeyRef", ["name", "secret"], ["key", "version"]],
  ["fieldRef", ["fieldPath"], []],
  ["resourceFieldRef", ["resource"], ["divisor"]],
  ["fileKeyRef", ["path"], ["key"]],
] as const;

function kept(document: YamlDocument, { key, path, from }: Keeping, maps: ConfigMaps): Setting {
  const textOf = (reference: string, names: readonly string[]) =>
    names
      .map((name) => document.textAt([...path, reference, name]))
      .find((text) => text !== undefined);
  for (const [reference, names, parts] of references) {
    const name = textOf(reference, names);
    if (name === undefined) continue;
    const part = textOf(reference, parts);
    const store = reference === "secretKeyRef" ? "Secret" : "ConfigMap";
    const map = mapIn(document, maps, `${store} ${name}`);
    const entry = map?.entries.find((one) => one.key === part);
    if (entry !== undefined) return keptAs(key, entry, map);
    // `projects/p/secrets/jwt` is `jwt`.
    const short = name.split("/").at(-1) ?? name;
    const to = `${reference} ${short}${part === undefined ? "" : `/${part}`}`;
    return { key, value: { kind: "reference", to }, from };
  }
  return { key, value: { kind: "reference", to: `value of ${path.at(-1)}` }, from };
}
