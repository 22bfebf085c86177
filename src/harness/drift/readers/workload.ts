import type { Path, YamlDocument } from "../../target/compose/yaml-document.ts";
import { type Setting, settingOf } from "../setting.ts";
import type { Platform } from "../setting-set.ts";
import type { ConfigMaps } from "./config-map.ts";
import { unseenMaps, variablesOf } from "./pod-variables.ts";
import { servingContainer } from "./serving-container.ts";
import { readyPaths, refuseOtherTraffic } from "./traffic.ts";

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
  /** Where it lives in its cluster, where its file says so. */
  readonly namespace?: string | undefined;
  readonly kind: string;
  readonly platform: Platform;
  readonly settings: readonly Setting[];
  /** Maps and secrets its variables come from and that stand in no document of the file: `ConfigMap backend`. */
  readonly unseen?: readonly string[];
  /** Refuses it once it is known to be the one that is meant: what is wrong with others is nobody's concern. */
  readonly check?: () => void;
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

/** What is known when a document is read. */
interface Reading {
  readonly maps: ConfigMaps;
  /** Names the wanted service goes by, strongest first. */
  readonly names: readonly string[];
}

/** What a pod gives the container that serves. */
interface PodParts {
  readonly variables: readonly Setting[];
  readonly limits: readonly Setting[];
  readonly unseen: readonly string[];
  /** There where nobody can tell which container that is. */
  readonly refuse?: () => never;
}

/**
 * Reads a Kubernetes or Knative workload, or a Cloud Run service in the YAML or JSON of `describe`.
 *
 * Cloud Run's first API is Knative's (`serving.knative.dev/v1`), its second has `template.containers` at
 * the top: https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services
 *
 * @returns undefined for a document that is no workload
 */
export function readWorkload(
  document: YamlDocument,
  maps: ConfigMaps,
  names: readonly string[] = [],
): Workload | undefined {
  const reading: Reading = { maps, names };
  const kind = document.textAt(["kind"]);
  const apiVersion = document.textAt(["apiVersion"]) ?? "";
  if (kind === "Service" && apiVersion.startsWith("serving.knative.dev/"))
    return knative(document, ["spec", "template"], reading);
  if (kind === "Revision" && apiVersion.startsWith("serving.knative.dev/"))
    return knative(document, [], reading);
  if (kind !== undefined && Object.hasOwn(podPaths, kind)) {
    const pod = podPaths[kind] ?? [];
    const parts = servingIn(document, pod, reading);
    return {
      ...workloadOf(document, parts, instancesOf(document)),
      ...{ kind, platform: "kubernetes", check: () => parts.refuse?.() },
      labels: document.mapAt([...pod.slice(0, -1), "metadata", "labels"]),
    };
  }
  const isSecondApi = kind === undefined && Array.isArray(document.at(["template", "containers"]));
  return isSecondApi ? secondApi(document, reading) : undefined;
}

/** What the machine gives comes after all variables: one of them may be called MEMORY, too, and limits nothing. */
function workloadOf(
  document: YamlDocument,
  { variables, limits, unseen, refuse }: PodParts,
  around: readonly Setting[],
): Omit<Workload, "labels"> {
  return {
    name: nameOf(document),
    namespace: document.textAt(["metadata", "namespace"]),
    ...{ kind: "Service", platform: "cloud-run", unseen },
    settings: [...variables, ...around, ...limits],
    check: () => {
      refuse?.();
      refuseOtherTraffic(document);
    },
  };
}

function nameOf(document: YamlDocument): string {
  const name = document.textAt(["metadata", "name"]) ?? document.textAt(["name"]) ?? "";
  return name.split("/").at(-1) ?? name;
}

function instancesOf(document: YamlDocument): readonly Setting[] {
  return told(document, [["min_instances", ["spec", "replicas"]]]);
}

function knative(document: YamlDocument, template: Path, reading: Reading): Workload {
  const spec = [...template, "spec"];
  const scaling = [...template, "metadata", "annotations"];
  const around = told(document, [
    ["request_timeout", [...spec, "timeoutSeconds"]],
    ["concurrency", [...spec, "containerConcurrency"]],
    ["min_instances", [...scaling, "autoscaling.knative.dev/minScale"]],
    ["min_instances", [...scaling, "autoscaling.knative.dev/min-scale"]],
    ["max_instances", [...scaling, "autoscaling.knative.dev/maxScale"]],
    ["max_instances", [...scaling, "autoscaling.knative.dev/max-scale"]],
    ["revision", template.length === 0 ? ["metadata", "name"] : readyPaths.first],
  ]);
  return workloadOf(document, servingIn(document, spec, reading), around);
}

function secondApi(document: YamlDocument, reading: Reading): Workload {
  const template = ["template"];
  const around = told(document, [
    ["request_timeout", [...template, "timeout"]],
    ["concurrency", [...template, "maxInstanceRequestConcurrency"]],
    ["min_instances", [...template, "scaling", "minInstanceCount"]],
    ["max_instances", [...template, "scaling", "maxInstanceCount"]],
    ["revision", readyPaths.second],
  ]);
  return workloadOf(document, servingIn(document, template, reading), around);
}

/** What a pod says of the container that serves. */
function servingIn(document: YamlDocument, pod: Path, { maps, names }: Reading): PodParts {
  const list = [...pod, "containers"];
  const containers = document.listAt(list);
  if (containers.length === 0) return { limits: [], variables: [], unseen: [] };
  const at = servingContainer(containers, [nameOf(document), ...names]);
  if (at === undefined) {
    const there = containers.map(
      (_, n) => document.textAt([...list, n, "name"]) ?? `the ${n + 1}.`,
    );
    const refuse = () => document.refuse(list, severalRule, there.join(", "));
    return { limits: [], variables: [], unseen: [], refuse };
  }
  const path = [...list, at];
  const limits = told(document, [
    ["image", [...path, "image"]],
    ["memory", [...path, "resources", "limits", "memory"]],
    ["cpu", [...path, "resources", "limits", "cpu"]],
  ]);
  return {
    limits,
    variables: variablesOf(document, path, maps),
    unseen: unseenMaps(document, path, maps),
  };
}

const severalRule =
  "must have one container that is called as its service, or the only one that has a port";

function told(
  document: YamlDocument,
  wanted: readonly (readonly [Resource, Path])[],
): readonly Setting[] {
  return wanted.flatMap(([key, path]) => {
    const text = document.textAt(path);
    return text === undefined ? [] : [settingOf(key, text, document.originOf(path))];
  });
}
