import { type Setting, settingOf } from "../setting.ts";
import type { Platform } from "../setting-set.ts";
import { isMap, type Path, scalarText, type YamlDocument } from "./yaml-document.ts";

/** What a manifest says of the machine beneath: under these keys, whatever each platform calls it. */
type Resource =
  | "memory"
  | "cpu"
  | "request_timeout"
  | "concurrency"
  | "min_instances"
  | "max_instances"
  | "image"
  | "revision"
  | "ingress_timeout";

/** One service as a manifest describes it, before anybody asks which of them is the backend. */
export interface Workload {
  readonly name: string;
  readonly kind: string;
  readonly platform: Platform;
  readonly settings: readonly Setting[];
}

/** What a workload needs of the rest of its manifests: values kept in maps of configuration. */
export type ConfigMaps = ReadonlyMap<string, readonly Setting[]>;

const podPaths: Readonly<Record<string, Path>> = {
  Deployment: ["spec", "template", "spec"],
  StatefulSet: ["spec", "template", "spec"],
  DaemonSet: ["spec", "template", "spec"],
  ReplicaSet: ["spec", "template", "spec"],
  Job: ["spec", "template", "spec"],
  Pod: ["spec"],
  Revision: ["spec"],
};

/**
 * Reads a Kubernetes or Knative workload, or a Cloud Run service in the YAML or JSON of `describe`.
 *
 * Cloud Run's first API is Knative's (`serving.knative.dev/v1`), its second has `template.containers` at
 * the top: https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services
 *
 * @returns undefined for a document that is no workload
 */
export function readWorkload(document: YamlDocument, maps: ConfigMaps): Workload | undefined {
  const kind = document.textAt(["kind"]);
  const apiVersion = document.textAt(["apiVersion"]) ?? "";
  if (kind === "Service" && apiVersion.startsWith("serving.knative.dev/"))
    return knative(document, ["spec", "template"], maps);
  if (kind !== undefined && Object.hasOwn(podPaths, kind)) {
    const pod = podPaths[kind] ?? [];
    return {
      name: nameOf(document),
      kind,
      platform: "kubernetes",
      settings: [...instancesOf(document), ...podSettings(document, pod, maps)],
    };
  }
  const isSecondApi = kind === undefined && Array.isArray(document.at(["template", "containers"]));
  return isSecondApi ? secondApi(document, maps) : undefined;
}

function nameOf(document: YamlDocument): string {
  const name = document.textAt(["metadata", "name"]) ?? document.textAt(["name"]) ?? "";
  return name.split("/").at(-1) ?? name;
}

function instancesOf(document: YamlDocument): readonly Setting[] {
  return told(document, [["min_instances", ["spec", "replicas"]]]);
}

function knative(document: YamlDocument, template: Path, maps: ConfigMaps): Workload {
  const spec = [...template, "spec"];
  const scaling = [...template, "metadata", "annotations"];
  const settings = told(document, [
    ["request_timeout", [...spec, "timeoutSeconds"]],
    ["concurrency", [...spec, "containerConcurrency"]],
    ["min_instances", [...scaling, "autoscaling.knative.dev/minScale"]],
    ["min_instances", [...scaling, "autoscaling.knative.dev/min-scale"]],
    ["max_instances", [...scaling, "autoscaling.knative.dev/maxScale"]],
    ["max_instances", [...scaling, "autoscaling.knative.dev/max-scale"]],
    ["revision", ["status", "latestReadyRevisionName"]],
  ]);
  return {
    name: nameOf(document),
    kind: "Service",
    platform: "cloud-run",
    settings: [...settings, ...podSettings(document, spec, maps)],
  };
}

function secondApi(document: YamlDocument, maps: ConfigMaps): Workload {
  const template = ["template"];
  const settings = told(document, [
    ["request_timeout", [...template, "timeout"]],
    ["concurrency", [...template, "maxInstanceRequestConcurrency"]],
    ["min_instances", [...template, "scaling", "minInstanceCount"]],
    ["max_instances", [...template, "scaling", "maxInstanceCount"]],
    ["revision", ["latestReadyRevision"]],
  ]);
  return {
    name: nameOf(document),
    kind: "Service",
    platform: "cloud-run",
    settings: [...settings, ...podSettings(document, template, maps)],
  };
}

/** The first container is the one that serves, unless another one has a port. */
function podSettings(document: YamlDocument, pod: Path, maps: ConfigMaps): readonly Setting[] {
  const containers = document.listAt([...pod, "containers"]);
  const serving = containers.findIndex(
    (container) => isMap(container) && Array.isArray(container.ports) && container.ports.length > 0,
  );
  const path = [...pod, "containers", Math.max(0, serving)];
  if (containers.length === 0) return [];
  return [
    ...told(document, [
      ["image", [...path, "image"]],
      ["memory", [...path, "resources", "limits", "memory"]],
      ["cpu", [...path, "resources", "limits", "cpu"]],
    ]),
    ...fromMaps(document, [...path, "envFrom"], maps),
    ...document
      .listAt([...path, "env"])
      .map((_, at) => variable(document, [...path, "env", at], maps)),
  ];
}

function told(
  document: YamlDocument,
  wanted: readonly (readonly [Resource, Path])[],
): readonly Setting[] {
  return wanted.flatMap(([key, path]) => {
    const text = document.textAt(path);
    return text === undefined ? [] : [settingOf(key, text, document.originOf(path))];
  });
}

function fromMaps(document: YamlDocument, path: Path, maps: ConfigMaps): readonly Setting[] {
  return document.listAt(path).flatMap((_, at) => {
    const prefix = document.textAt([...path, at, "prefix"]) ?? "";
    const name = document.textAt([...path, at, "configMapRef", "name"]);
    const known = name === undefined ? undefined : maps.get(name);
    return (known ?? []).map((setting) => ({ ...setting, key: `${prefix}${setting.key}` }));
  });
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
  const text = scalarText(value);
  return text === undefined
    ? document.refuse([...path, "value"], `must have a text as value of ${key}`)
    : settingOf(key, text, from);
}

interface Keeping {
  readonly key: string;
  readonly path: Path;
  readonly from: Setting["from"];
}

function kept(document: YamlDocument, { key, path, from }: Keeping, maps: ConfigMaps): Setting {
  const mapName = document.textAt([...path, "configMapKeyRef", "name"]);
  const mapKey = document.textAt([...path, "configMapKeyRef", "key"]);
  const found = maps.get(mapName ?? "")?.find((setting) => setting.key === mapKey);
  if (found !== undefined) return { ...found, key };
  const secret = ["secretKeyRef", "configMapKeyRef"].flatMap((reference) => {
    const name =
      document.textAt([...path, reference, "name"]) ??
      document.textAt([...path, reference, "secret"]);
    const part =
      document.textAt([...path, reference, "key"]) ??
      document.textAt([...path, reference, "version"]);
    return name === undefined
      ? []
      : [`${reference} ${name}${part === undefined ? "" : `/${part}`}`];
  });
  const [to = `value of ${path.at(-1)}`] = secret;
  return { key, value: { kind: "reference", to }, from };
}
