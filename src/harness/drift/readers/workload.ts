import { isMap, type Path, type YamlDocument } from "../../target/compose/yaml-document.ts";
import { type Setting, settingOf } from "../setting.ts";
import type { Platform } from "../setting-set.ts";
import type { ConfigMaps } from "./config-map.ts";
import { variablesOf } from "./pod-variables.ts";

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
  /** Labels of its pods, by which services find them. */
  readonly labels?: Readonly<Record<string, unknown>>;
}

const podPaths: Readonly<Record<string, Path>> = {
  Deployment: ["spec", "template", "spec"],
  StatefulSet: ["spec", "template", "spec"],
  DaemonSet: ["spec", "template", "spec"],
  ReplicaSet: ["spec", "template", "spec"],
  Job: ["spec", "template", "spec"],
  CronJob: ["spec", "jobTemplate", "spec", "template", "spec"],
  Pod: ["spec"],
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
  if (kind === "Revision" && apiVersion.startsWith("serving.knative.dev/"))
    return knative(document, [], maps);
  if (kind !== undefined && Object.hasOwn(podPaths, kind)) {
    const pod = podPaths[kind] ?? [];
    return {
      name: nameOf(document),
      kind,
      platform: "kubernetes",
      settings: [...instancesOf(document), ...podSettings(document, pod, maps)],
      labels: document.mapAt([...pod.slice(0, -1), "metadata", "labels"]),
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
  refuseOtherTraffic(document);
  const spec = [...template, "spec"];
  const scaling = [...template, "metadata", "annotations"];
  const settings = told(document, [
    ["request_timeout", [...spec, "timeoutSeconds"]],
    ["concurrency", [...spec, "containerConcurrency"]],
    ["min_instances", [...scaling, "autoscaling.knative.dev/minScale"]],
    ["min_instances", [...scaling, "autoscaling.knative.dev/min-scale"]],
    ["max_instances", [...scaling, "autoscaling.knative.dev/maxScale"]],
    ["max_instances", [...scaling, "autoscaling.knative.dev/max-scale"]],
    ["revision", template.length === 0 ? ["metadata", "name"] : revisionOfFirstApi],
  ]);
  return {
    name: nameOf(document),
    kind: "Service",
    platform: "cloud-run",
    settings: [...settings, ...podSettings(document, spec, maps)],
  };
}

function secondApi(document: YamlDocument, maps: ConfigMaps): Workload {
  refuseOtherTraffic(document);
  const template = ["template"];
  const settings = told(document, [
    ["request_timeout", [...template, "timeout"]],
    ["concurrency", [...template, "maxInstanceRequestConcurrency"]],
    ["min_instances", [...template, "scaling", "minInstanceCount"]],
    ["max_instances", [...template, "scaling", "maxInstanceCount"]],
    ["revision", revisionOfSecondApi],
  ]);
  return {
    name: nameOf(document),
    kind: "Service",
    platform: "cloud-run",
    settings: [...settings, ...podSettings(document, template, maps)],
  };
}

const revisionOfFirstApi: Path = ["status", "latestReadyRevisionName"];
const revisionOfSecondApi: Path = ["latestReadyRevision"];

/**
 * What `describe` shows are the settings of the newest revision: where others answer, too, they are not what runs.
 *
 * @throws {@link ConfigurationError} naming file and line of the other revision
 */
function refuseOtherTraffic(document: YamlDocument): void {
  const shown = [revisionOfFirstApi, revisionOfSecondApi]
    .map((path) => document.textAt(path))
    .find((name) => name !== undefined);
  if (shown === undefined) return;
  for (const [list, name] of [
    [["status", "traffic"], "revisionName"],
    [["trafficStatuses"], "revision"],
  ] as const) {
    for (const at of document.listAt(list).keys()) {
      const other = document
        .textAt([...list, at, name])
        ?.split("/")
        .at(-1);
      const percent = Number(document.textAt([...list, at, "percent"]) ?? 0);
      if (other === undefined || percent === 0 || other === shown.split("/").at(-1)) continue;
      const rule = `must send all its traffic to the revision it describes: ${other} gets ${percent} % (gcloud run revisions describe ${other})`;
      document.refuse([...list, at], rule);
    }
  }
}

function podSettings(document: YamlDocument, pod: Path, maps: ConfigMaps): readonly Setting[] {
  const containers = document.listAt([...pod, "containers"]);
  if (containers.length === 0) return [];
  const path = [...pod, "containers", servingOf(containers, nameOf(document))];
  return [
    ...told(document, [
      ["image", [...path, "image"]],
      ["memory", [...path, "resources", "limits", "memory"]],
      ["cpu", [...path, "resources", "limits", "cpu"]],
    ]),
    ...variablesOf(document, path, maps),
  ];
}

/** The one that serves: it has a port; of several that have, the one that is called as all of them together. */
function servingOf(containers: readonly unknown[], name: string): number {
  const all = containers.map((container) => (isMap(container) ? container : {}));
  const hasPort = ({ ports }: Readonly<Record<string, unknown>>) =>
    Array.isArray(ports) && ports.length > 0;
  const named = all.findIndex(
    (container) => hasPort(container) && name.split("-").includes(String(container.name)),
  );
  const exact = all.findIndex((container) => hasPort(container) && container.name === name);
  const [found = 0] = [exact, named, all.findIndex(hasPort)].filter((at) => at !== -1);
  return found;
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
