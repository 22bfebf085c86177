import { ConfigurationError } from "../../../ground/errors.ts";
import { isMap, YamlDocument } from "../../target/compose/yaml-document.ts";
import { settingOf } from "../setting.ts";
import { readCompose } from "./compose.ts";
import type { ComposeSurroundings } from "./compose-place.ts";
import { type ConfigMap, configMapsIn } from "./config-map.ts";
import { secretOf } from "./filled.ts";
import { aroundWorkload } from "./routing.ts";
import type { SourceText } from "./source-text.ts";
import { refuseTemplates } from "./template.ts";
import { readWorkload, type Workload } from "./workload.ts";

/** Which of the services in a file is meant. */
export interface Wanted {
  /** Names it may go by, strongest first. */
  readonly names: readonly string[];
  /** One of them was asked for by name, and must be there. */
  readonly isNamed: boolean;
}

/**
 * The settings of one service in a file of manifests: compose, Kubernetes, Knative or Cloud Run, told apart
 * by what stands in it.
 *
 * @throws {@link ConfigurationError} naming the file, and the services in it where none is the wanted one
 */
export function readManifest(
  source: SourceText,
  wanted: Wanted,
  surroundings: ComposeSurroundings,
): Pick<Workload, "settings"> & Partial<Pick<Workload, "platform" | "unseen">> {
  refuseTemplates(source);
  const documents = YamlDocument.readAll(source).flatMap(partsOf);
  const maps = configMapsIn(documents);
  const workloads = documents.flatMap((document) =>
    isCompose(document)
      ? readCompose(document, surroundings)
      : (readWorkload(document, maps, wanted.names) ?? []),
  );
  const including = documents.find(includes);
  if (workloads.length > 0) {
    const found = chosen(source, workloads, { ...wanted, including });
    found.check?.();
    const { settings, platform, unseen } = aroundWorkload(found, documents, workloads.length === 1);
    return { settings, platform, ...(unseen === undefined ? {} : { unseen }) };
  }
  if (including !== undefined) refuseIncludes(including);
  if (maps.size > 0)
    return { settings: [...maps.values()].flat().flatMap(settingsOf), platform: "kubernetes" };
  throw new ConfigurationError(
    source.file,
    "must hold a compose file, a Kubernetes, Knative or Cloud Run service, or a ConfigMap",
  );
}

function settingsOf({ isSecret, entries }: ConfigMap) {
  const asSetting = isSecret ? secretOf : settingOf;
  return entries.map(({ key, text, from }) => asSetting(key, text, from));
}

/** A `List`, and what a command lists as JSON, are what is in them. */
function partsOf(document: YamlDocument): readonly YamlDocument[] {
  const path = Array.isArray(document.root) ? [] : ["items"];
  const isList = /List$/.test(document.textAt(["kind"]) ?? "") || path.length === 0;
  if (!isList) return [document];
  return document.listAt(path).flatMap((_, at) => partsOf(document.under([...path, at])));
}

function isCompose({ root }: YamlDocument): boolean {
  return isMap(root) && isMap(root.services) && root.apiVersion === undefined;
}

function includes({ root }: YamlDocument): boolean {
  return isMap(root) && Array.isArray(root.include) && root.apiVersion === undefined;
}

function refuseIncludes(document: YamlDocument): never {
  return document.refuse(
    ["include"],
    "must hold the service itself: what a compose file includes is not read here, so name that file",
  );
}

/** The one with a wanted name, or with one in its own; a single one needs no name. */
function chosen(
  { file }: SourceText,
  workloads: readonly Workload[],
  { names, isNamed, including }: Wanted & { readonly including: YamlDocument | undefined },
): Workload {
  const [only, ...others] = workloads;
  const refuse = (there: readonly Workload[]): never => {
    const received = there.map(fullName).join(", ");
    const rule = `must hold one service called ${names.join(" or ")}`;
    throw new ConfigurationError(file, rule, { received });
  };
  for (const wanted of names) {
    const [exact, ...rivals] = servicesAmong(
      workloads.filter((one) => one.name === wanted || fullName(one) === wanted),
    );
    if (exact !== undefined) return rivals.length === 0 ? exact : refuse([exact, ...rivals]);
  }
  // One with that very name may be in what is included.
  if (including !== undefined) refuseIncludes(including);
  const near = workloads.filter(({ name }) =>
    names.some((wanted) => wordsOf(name).includes(wanted)),
  );
  const [nearest, ...rivals] = near;
  if (nearest !== undefined && rivals.length === 0) return nearest;
  if (only !== undefined && others.length === 0 && !isNamed) return only;
  return refuse(workloads);
}

/** `staging/backend`, where its file says in which namespace it lives. */
function fullName({ name, namespace }: Workload): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** Without jobs that are called as the service they belong to. */
function servicesAmong(workloads: readonly Workload[]): readonly Workload[] {
  const services = workloads.filter(({ kind }) => kind !== "Job" && kind !== "CronJob");
  return services.length === 0 ? workloads : services;
}

/** `netra-backend-staging` is the backend, too. */
function wordsOf(name: string): readonly string[] {
  return name.toLowerCase().split(/[^a-z\d]+/);
}
