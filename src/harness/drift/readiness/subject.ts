import type { Contract, ServiceName } from "../../../contract/contract.ts";
import { environmentNamed } from "../../target/environment.ts";
import type { Branch } from "../branch.ts";
import type { KnownDrift } from "../known.ts";
import { isBlank, type Setting } from "../setting.ts";
import type { SettingSet } from "../setting-set.ts";
import type { Workflows } from "./jobs.ts";
import { isPlaceholder } from "./placeholder.ts";
import type { Marker } from "./read-markers.ts";
import type { RunLimits } from "./run-limits.ts";

/** What is asked of a branch. What lies in files was read beforehand; nothing here reads any. */
export interface ReadinessQuestion {
  readonly contract: Contract;
  /**
   * The environment it is about to be deployed to: files that name another one are not fit.
   *
   * @default whatever each service's own files name
   */
  readonly environment?: string | undefined;
  /** As `readMarkers` read them. */
  readonly markers?: readonly Marker[];
  /** As `readWorkflows` read them. */
  readonly workflows?: Workflows;
  /** What is known and borne, by its key, until a day. @default nothing */
  readonly known?: readonly KnownDrift[];
  /** Today, as `2026-11-22`: where something is borne. */
  readonly today?: string;
  /** @default those the gate has when nobody says otherwise */
  readonly limits?: RunLimits;
}

/** One service of the branch, with the environment its own files name. */
export interface Deployable {
  readonly service: ServiceName;
  readonly set: SettingSet;
  /** Where a file names the environment. */
  readonly says: Setting | undefined;
  /** Its plain name: the one that was asked for, or the one its files name. */
  readonly environment: string | undefined;
}

/** A branch and what is asked of it, as every rule sees them. */
export interface Subject extends ReadinessQuestion {
  readonly branch: Branch;
  readonly deployables: readonly Deployable[];
  readonly backend: Deployable | undefined;
}

export function subjectOf(branch: Branch, question: ReadinessQuestion): Subject {
  const deployables = Object.entries(branch.services).map(([service, set]): Deployable => {
    const says = environmentSetting(set, { branch, question });
    const named = question.environment ?? spokenText(says);
    const environment = named === undefined ? undefined : environmentNamed(named.trim()).name;
    return { service: service as ServiceName, set, says, environment };
  });
  const backend = deployables.find(({ service }) => service === "backend");
  return { ...question, branch, deployables, backend };
}

/** Environments that are nobody's deployment. */
const undeployed: readonly string[] = ["test", "development"];

/** Whether it is deployed for others than its developers, as far as anybody says. */
export function isDeployed({ environment }: Deployable): boolean {
  return environment !== undefined && !undeployed.includes(environment);
}

function environmentSetting(
  set: SettingSet,
  { branch, question }: { readonly branch: Branch; readonly question: ReadinessQuestion },
): Setting | undefined {
  const names = question.contract.environmentVariables.map((key) => branch.rules.of(key).name);
  const held = names.flatMap((name) => set.get(name)?.setting ?? []);
  return held.find(({ value }) => !isBlank(value)) ?? held[0];
}

function spokenText(says: Setting | undefined): string | undefined {
  if (says?.value.kind !== "text" || isBlank(says.value)) return undefined;
  return isPlaceholder(says.value.text) ? undefined : says.value.text;
}
