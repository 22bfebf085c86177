import type { Contract, ServiceName } from "../../contract/contract.ts";
import { ConfigurationError } from "../../ground/errors.ts";
import type { DriftConfig, SourceSpec } from "../settings/drift-config.ts";
import { KeyRules } from "./key-rules.ts";
import { type Reading, readSource } from "./read-source.ts";
import { SettingSet, type SettingSource } from "./setting-set.ts";

/** A file of the branch nobody can read. */
export interface Unreadable {
  readonly file: string;
  readonly service: ServiceName;
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
        return [readSource(spec, { folder, env, names })];
      } catch (error) {
        if (!(error instanceof ConfigurationError)) throw error;
        unreadable.push({ file: spec.file, service, because: error.message });
        return [];
      }
    });
    return sources.length === 0 ? [] : [[service, new SettingSet(sources, rules)] as const];
  });
  return { services: Object.fromEntries(services), unreadable, rules, folder };
}
