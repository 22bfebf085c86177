import { posix } from "node:path";
import { plainKey } from "../../../contract/keys/plain-key.ts";
import type { Lookup } from "../../target/compose/interpolate.ts";
import { isMap, type Path, scalarText, YamlDocument } from "../../target/compose/yaml-document.ts";
import { isSecret } from "../secrecy.ts";
import { type Setting, settingOf, withStandIn } from "../setting.ts";
import type { ComposePlace } from "./compose-place.ts";
import { type EnvFile, envFilesOf } from "./env-files.ts";
import { brokenText, filled } from "./filled.ts";

/** What a service is made of; later ones stand before earlier ones. */
interface ComposeParts {
  readonly files: readonly EnvFile[];
  readonly variables: readonly Setting[];
  readonly resources: readonly Setting[];
}

const nothing: ComposeParts = { files: [], variables: [], resources: [] };

/**
 * What a service says, on top of the one it extends: maps key by key, lists one after the other.
 *
 * https://docs.docker.com/reference/compose-file/services/#extends and, for `!reset` and `!override`,
 * https://docs.docker.com/reference/compose-file/merge/
 *
 * @throws {@link ConfigurationError} naming file, line and rule
 */
export function partsOf(place: ComposePlace): ComposeParts {
  const { document, path } = place;
  document.mapAt(path);
  const base = extendedBy(place);
  const own = (key: string, inherited: readonly Setting[], said: readonly Setting[]) =>
    replaces(document, [...path, key]) ? said : [...inherited, ...said];
  const variables = own("environment", base.variables, variablesOf(place));
  const gone = new Set(resetKeys(document, [...path, "environment"]));
  const files = envFilesOf(place);
  return {
    files: replaces(document, [...path, "env_file"]) ? files : [...base.files, ...files],
    variables: variables.filter(({ key }) => !gone.has(plainKey(key))),
    resources: own("deploy", base.resources, resourcesOf(place)),
  };
}

function extendedBy(place: ComposePlace): ComposeParts {
  const { document, path, folder, surroundings, extendedBy = [] } = place;
  const at = [...path, "extends"];
  const said = document.at(at);
  if (said === undefined || said === null) return nothing;
  const service = isMap(said) ? document.textAt([...at, "service"]) : document.textAt(at);
  if (service === undefined) return document.refuse(at, "must name the service it extends");
  const file = isMap(said) ? document.textAt([...at, "file"]) : undefined;
  const chain = [...extendedBy, `${document.file} ${path.at(-1)}`];
  const isRing = chain.includes(`${file ?? document.file} ${service}`) || chain.length > 20;
  if (isRing) document.refuse(at, "must not extend itself, not even by way of others");
  const base = file === undefined ? document : opened(place, file);
  const next = ["services", service];
  if (!isMap(base.at(next))) document.refuse(at, "must name a service that is there as extends");
  return partsOf({
    ...{ document: base, path: next, surroundings, extendedBy: chain },
    folder: file === undefined ? folder : posix.join(folder, posix.dirname(file)),
  });
}

function opened({ document, path, folder, surroundings }: ComposePlace, file: string) {
  const source = surroundings.open(posix.join(folder, file));
  const [base] = source === undefined ? [] : YamlDocument.readAll(source);
  return (
    base ?? document.refuse([...path, "extends"], "must name a file that exists in extends", file)
  );
}

function replaces(document: YamlDocument, path: Path): boolean {
  return ["!reset", "!override"].includes(document.tagAt(path) ?? "");
}

/** Variables an override takes away: `NAME: !reset null`. */
function resetKeys(document: YamlDocument, path: Path): readonly string[] {
  const environment = document.at(path);
  if (!isMap(environment)) return [];
  return Object.keys(environment)
    .filter((key) => document.tagAt([...path, key]) === "!reset")
    .map(plainKey);
}

function resourcesOf({ document, path, surroundings }: ComposePlace): readonly Setting[] {
  const limits = ["deploy", "resources", "limits"];
  const wanted: readonly (readonly [string, Path])[] = [
    ["image", ["image"]],
    ["memory", ["mem_limit"]],
    ["memory", [...limits, "memory"]],
    ["cpu", ["cpus"]],
    ["cpu", [...limits, "cpus"]],
    ["min_instances", ["scale"]],
    ["min_instances", ["deploy", "replicas"]],
  ];
  return wanted.flatMap(([key, steps]) => {
    const at = [...path, ...steps];
    if (document.tagAt(at) === "!reset") return [];
    const text = document.textAt(at);
    if (text === undefined) return [];
    const finish = key === "memory" ? inBinary : undefined;
    return [filledAt({ document, path: at, lookup: surroundings.lookup }, { key, text, finish })];
  });
}

/** A map, or a list of `NAME=value`; a name alone takes its value from whoever starts compose. */
function variablesOf(place: ComposePlace): readonly Setting[] {
  const { document } = place;
  const path = [...place.path, "environment"];
  const environment = document.at(path);
  if (environment === undefined || environment === null) return [];
  if (document.tagAt(path) === "!reset") return [];
  if (Array.isArray(environment)) {
    return environment.map((entry, at) => {
      const text = scalarText(entry);
      if (text === undefined)
        return document.refuse([...path, at], "must have NAME=value in environment");
      const [, key = text, value] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
      return variable(place, key, { value, path: [...path, at] });
    });
  }
  if (!isMap(environment)) return document.refuse(path, "must have a map or a list as environment");
  return Object.entries(environment).map(([key, value]) => {
    const at = [...path, key];
    const text = value === null ? undefined : textOf(document, at, value);
    if (text === undefined && value !== null)
      document.refuse(at, `must have a text as value of ${key}`);
    return variable(place, key, { value: text, path: at });
  });
}

/** Compose writes numbers as Go does; those too long for a number here, as they stand there. */
function textOf(document: YamlDocument, path: Path, value: unknown): string | undefined {
  const isTooLong = Number.isInteger(value) && !Number.isSafeInteger(value);
  const asWritten = document.tagAt(path) === "!reset" ? "" : document.textAt(path);
  return isTooLong || typeof value === "string" ? asWritten : scalarText(value);
}

function variable(
  { document, surroundings: { lookup } }: ComposePlace,
  key: string,
  { value, path }: { readonly value: string | undefined; readonly path: Path },
): Setting {
  if (value !== undefined) return filledAt({ document, path, lookup }, { key, text: value });
  const inherited = lookup(key);
  const from = document.originOf(path);
  const setting: Setting =
    inherited === undefined
      ? { key, value: { kind: "unknown", because: `whoever starts compose sets ${key}` }, from }
      : settingOf(key, inherited, from);
  const isKept = setting.value.kind === "secret" || isSecret(key, "");
  // Whatever it is on this machine, the file only names it.
  return isKept ? withStandIn(setting, { kind: "reference", to: key }) : setting;
}

interface FillingPlace {
  readonly document: YamlDocument;
  readonly path: Path;
  readonly lookup: Lookup;
}

function filledAt(
  { document, path, lookup }: FillingPlace,
  spelled: {
    readonly key: string;
    readonly text: string;
    readonly finish?: ((text: string) => string) | undefined;
  },
): Setting {
  const { key, text, finish = (whole: string) => whole } = spelled;
  const from = document.originOf(path);
  return filled({ key, text, from, finish }, lookup) ?? document.refuse(path, brokenText);
}

/** Compose counts memory in powers of 1024 under names that mean powers of 1000 elsewhere: its `4g` is `4Gi`. */
function inBinary(text: string): string {
  return text.replace(
    /^(\d+(?:\.\d+)?)([kmg])b?$/i,
    (_, amount: string, prefix: string) => `${amount}${prefix.toUpperCase()}i`,
  );
}
