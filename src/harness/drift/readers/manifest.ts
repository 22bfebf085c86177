import { ConfigurationError } from "../../../ground/errors.ts";
import { type Setting, settingOf } from "../setting.ts";
import { type ComposeSurroundings, readCompose } from "./compose.ts";
import type { SourceText } from "./source-text.ts";
import { readWorkload, type Workload } from "./workload.ts";
import { isMap, YamlDocument } from "./yaml-document.ts";

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
): Pick<Workload, "settings"> & Partial<Pick<Workload, "platform">> {
  const documents = YamlDocument.readAll(source);
  const maps = new Map(documents.flatMap(configMap));
  const workloads = documents.flatMap((document) =>
    isCompose(document)
      ? readCompose(document, surroundings)
      : (readWorkload(document, maps) ?? []),
  );
  if (workloads.length > 0) return chosen(source, workloads, wanted);
  if (maps.size > 0) return { settings: [...maps.values()].flat(), platform: "kubernetes" };
  throw new ConfigurationError(
    source.file,
    "must hold a compose file, a Kubernetes, Knative or Cloud Run service, or a ConfigMap",
  );
}

function isCompose({ root }: YamlDocument): boolean {
  return isMap(root) && isMap(root.services) && root.apiVersion === undefined;
}

function configMap(document: YamlDocument): readonly (readonly [string, readonly Setting[]])[] {
  const name = document.textAt(["metadata", "name"]);
  if (document.textAt(["kind"]) !== "ConfigMap" || name === undefined) return [];
  const settings = Object.keys(document.mapAt(["data"])).map((key) =>
    settingOf(key, document.textAt(["data", key]) ?? "", document.originOf(["data", key])),
  );
  return [[name, settings]];
}

/** The one with a wanted name, or with one in its own; a single one needs no name. */
function chosen(
  { file }: SourceText,
  workloads: readonly Workload[],
  { names, isNamed }: Wanted,
): Workload {
  const [only, ...others] = workloads;
  for (const wanted of names) {
    const exact = workloads.find(({ name }) => name === wanted);
    if (exact !== undefined) return exact;
  }
  const near = workloads.filter(({ name }) =>
    names.some((wanted) => wordsOf(name).includes(wanted)),
  );
  const [nearest, ...rivals] = near;
  if (nearest !== undefined && rivals.length === 0) return nearest;
  if (only !== undefined && others.length === 0 && !isNamed) return only;
  const there = workloads.map(({ name }) => name).join(", ");
  throw new ConfigurationError(file, `must hold one service called ${names.join(" or ")}`, {
    received: there,
  });
}

/** `netra-backend-staging` is the backend, too. */
function wordsOf(name: string): readonly string[] {
  return name.toLowerCase().split(/[^a-z\d]+/);
}
