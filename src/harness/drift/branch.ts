import type { Contract, ServiceName } from "../../contract/contract.ts";
import { KeyRules } from "../../contract/keys/key-rules.ts";
import { ConfigurationError } from "../../ground/errors.ts";
import type { DriftConfig, SourceSpec } from "../settings/drift-config.ts";
import { withReferences } from "./kept-elsewhere.ts";
import { type Reading, readSource } from "./read-source.ts";
import { SettingSet, type SettingSource } from "./setting-set.ts";

/** A file of the branch nobody can read. */
export interface Unreadable {
  readonly file: string;
  /** From 1; absent where it is the whole file. */
  readonly line?: number;
  /** The service it is deployed with; absent for what deploys nothing, such as a workflow. */
  readonly service?: ServiceName;
  /** What is wrong with it, with its line where there is one. Redacted. */
  readonly because: string;
}

/** What a branch would deploy, service by service, by its files alone. */
export interface Branch {
  /** Settings of each service whose files could be read; none is there that has no file. */
  readonly services: Readonly<Partial<Record<ServiceName, SettingSet>>>;
  readonly unreadable: readonly Unreadable[];
  readonly rules: KeyRules;
  /** Folder its files are relative to. */
  readonly folder: string;
}

/** The files of a branch, and where they lie. */
export interface BranchPlace {
  readonly config: Pick<DriftConfig, "expected" | "siblings">;
  readonly folder: string;
  /** Variables that compose files are filled in with. */
  readonly env: Reading["env"];
}

/** Reads every file the branch deploys. What cannot be read is told as a value: the others still count. */
export function readBranch(contract: Contract, { config, folder, env }: BranchPlace): Branch {
  const rules = new KeyRules(contract);
  const unreadable: Unreadable[] = [];
  const files: readonly (readonly [ServiceName, readonly SourceSpec[]])[] = [
    ["backend", config.expected],
    ["auth", config.siblings.auth],
    ["frontend", config.siblings.frontend],
  ];
  const services = files.flatMap(([service, specs]) => {
    const names = contract.services[service]?.composeServices ?? [service];
    const sources = specs.flatMap((spec): readonly SettingSource[] => {
      try {
        return [withReferences(readSource(spec, { folder, env, names }))];
      } catch (error) {
        if (!(error instanceof ConfigurationError)) throw error;
        unreadable.push({ ...unreadableBy(error, spec.file), service });
        return [];
      }
    });
    return sources.length === 0 ? [] : [[service, new SettingSet(sources, rules)] as const];
  });
  return { services: Object.fromEntries(services), unreadable, rules, folder };
}

/** What is known of a file that cannot be read, from the error that says so. */
export function unreadableBy(error: ConfigurationError, file: string): Unreadable {
  const line = /\bline (\d+)/.exec(error.subject)?.[1];
  return { file, ...(line === undefined ? {} : { line: Number(line) }), because: error.message };
}
