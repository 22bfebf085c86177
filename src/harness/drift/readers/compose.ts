import { ConfigurationError } from "../../../ground/errors.ts";
import {
  InterpolationFailure,
  interpolate,
  type Lookup,
} from "../../target/compose/interpolate.ts";
import { plainKey, type Setting, settingOf } from "../setting.ts";
import { readEnvFile } from "./env-file.ts";
import type { SourceText } from "./source-text.ts";
import type { Workload } from "./workload.ts";
import { isMap, type Path, scalarText, type YamlDocument } from "./yaml-document.ts";

/** What a compose file needs of the folder it lies in. */
export interface ComposeSurroundings {
  /** Variables that are filled in. */
  readonly lookup: Lookup;
  /** A file the compose file names, relative to its own folder; `undefined` when it is not there. */
  readonly open: (path: string) => SourceText | undefined;
}

/**
 * Every service of a compose file, with the variables its container gets.
 *
 * `environment` goes before `env_file`, as in compose: https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/
 *
 * @throws {@link ConfigurationError} naming file, line and rule
 */
export function readCompose(
  document: YamlDocument,
  surroundings: ComposeSurroundings,
): readonly Workload[] {
  return Object.keys(document.mapAt(["services"])).map((name) => {
    const service = new ComposedService(document, ["services", name], surroundings);
    const settings = service.settings();
    return { name, kind: "compose service", platform: "compose", settings };
  });
}

class ComposedService {
  readonly #document: YamlDocument;
  readonly #path: Path;
  readonly #surroundings: ComposeSurroundings;

  constructor(document: YamlDocument, path: Path, surroundings: ComposeSurroundings) {
    this.#document = document;
    this.#path = path;
    this.#surroundings = surroundings;
  }

  settings(): readonly Setting[] {
    const all = [...this.#files(), ...this.#variables(), ...this.#resources()];
    // Of one key, the last: what stands in the compose file itself.
    return [...new Map(all.map((setting) => [plainKey(setting.key), setting])).values()];
  }

  #resources(): readonly Setting[] {
    const limits = ["deploy", "resources", "limits"];
    const wanted: readonly (readonly [string, Path])[] = [
      ["image", ["image"]],
      ["memory", ["mem_limit"]],
      ["memory", [...limits, "memory"]],
      ["cpu", ["cpus"]],
      ["cpu", [...limits, "cpus"]],
      ["min_instances", ["deploy", "replicas"]],
    ];
    return wanted.flatMap(([key, path]) => {
      const at = [...this.#path, ...path];
      const text = this.#document.textAt(at);
      if (text === undefined) return [];
      return [this.#filled(key, key === "memory" ? inBinary(text) : text, at)];
    });
  }

  /** A map, or a list of `NAME=value`; a name alone takes its value from whoever starts compose. */
  #variables(): readonly Setting[] {
    const path = [...this.#path, "environment"];
    const environment = this.#document.at(path);
    if (environment === undefined || environment === null) return [];
    if (Array.isArray(environment)) {
      return environment.map((entry, at) => {
        const text = scalarText(entry);
        if (text === undefined)
          return this.#document.refuse([...path, at], "must have NAME=value in environment");
        const [, key = text, value] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
        return this.#variable(key, value, [...path, at]);
      });
    }
    if (!isMap(environment))
      return this.#document.refuse(path, "must have a map or a list as environment");
    return Object.entries(environment).map(([key, value]) => {
      const text = value === null ? undefined : scalarText(value);
      if (text === undefined && value !== null)
        this.#document.refuse([...path, key], `must have a text as value of ${key}`);
      return this.#variable(key, text, [...path, key]);
    });
  }

  #variable(key: string, value: string | undefined, path: Path): Setting {
    if (value !== undefined) return this.#filled(key, value, path);
    const inherited = this.#surroundings.lookup(key);
    const from = this.#document.originOf(path);
    if (inherited !== undefined) return settingOf(key, inherited, from);
    const because = `whoever starts compose sets ${key}`;
    return { key, value: { kind: "unknown", because }, from };
  }

  #filled(key: string, text: string, path: Path): Setting {
    const from = this.#document.originOf(path);
    try {
      return settingOf(key, interpolate(text, this.#surroundings.lookup), from);
    } catch (error) {
      if (!(error instanceof InterpolationFailure)) throw error;
      if (error.missing === undefined) return this.#document.refuse(path, error.message);
      return { key, value: { kind: "unknown", because: error.message }, from };
    }
  }

  #files(): readonly Setting[] {
    const path = [...this.#path, "env_file"];
    const value = this.#document.at(path);
    const entries = Array.isArray(value)
      ? value
      : value === undefined || value === null
        ? []
        : [value];
    return entries.flatMap((entry: unknown, at) => {
      const named = isMap(entry) ? entry.path : entry;
      const name = scalarText(named);
      if (name === undefined)
        return this.#document.refuse([...path, at], "must have the name of a file as env_file");
      const isRequired = !(isMap(entry) && entry.required === false);
      const source = this.#surroundings.open(interpolate(name, this.#surroundings.lookup));
      if (source !== undefined) return readEnvFile(source);
      if (!isRequired) return [];
      const { file, line } = this.#document.originOf(path);
      throw new ConfigurationError(
        `${file}, line ${line},`,
        "must name files that exist as env_file",
        { received: name },
      );
    });
  }
}

/** Compose counts memory in powers of 1024 under names that mean powers of 1000 elsewhere: its `4g` is `4Gi`. */
function inBinary(text: string): string {
  return text.replace(
    /^(\d+(?:\.\d+)?)([kmg])b?$/i,
    (_, amount: string, prefix: string) => `${amount}${prefix.toUpperCase()}i`,
  );
}
