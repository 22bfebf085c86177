import { isMap, type YamlDocument } from "../../target/compose/yaml-document.ts";
import { lastOfEach, type Setting, settingOf } from "../setting.ts";
import type { Workload } from "./workload.ts";

/** What other documents of a file say of a workload, and which of its names they go by. */
interface Surroundings {
  readonly documents: readonly YamlDocument[];
  readonly workload: Workload;
  /** Nothing else in the file could be meant. */
  readonly isOnly: boolean;
}

/** A workload with what stands around it: who scales it, and who cuts its connections. */
export function aroundWorkload(
  workload: Workload,
  documents: readonly YamlDocument[],
  isOnly: boolean,
): Workload {
  const around: Surroundings = { documents, workload, isOnly };
  // An autoscaler overrules the number of replicas.
  const settings = lastOfEach([...workload.settings, ...scaling(around), ...cuts(around)]);
  return { ...workload, settings };
}

function ofKind({ documents }: Surroundings, kind: string): readonly YamlDocument[] {
  return documents.filter((document) => document.textAt(["kind"]) === kind);
}

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/ */
function scaling(around: Surroundings): readonly Setting[] {
  const { name, kind } = around.workload;
  const scaler = ofKind(around, "HorizontalPodAutoscaler").find(
    (document) =>
      document.textAt(["spec", "scaleTargetRef", "name"]) === name &&
      document.textAt(["spec", "scaleTargetRef", "kind"]) === kind,
  );
  if (scaler === undefined) return [];
  const least = scaler.textAt(["spec", "minReplicas"]) ?? "1";
  const most = scaler.textAt(["spec", "maxReplicas"]);
  return [
    settingOf("min_instances", least, scaler.originOf(["spec", "minReplicas"])),
    ...(most === undefined
      ? []
      : [settingOf("max_instances", most, scaler.originOf(["spec", "maxReplicas"]))]),
  ];
}

/** Services of the file that lead to the workload. */
function servicesOf(around: Surroundings): readonly YamlDocument[] {
  const { labels = {}, name } = around.workload;
  return ofKind(around, "Service").filter((document) => {
    const selector = Object.entries(document.mapAt(["spec", "selector"]));
    const isSelected = selector.every(([key, value]) => labels[key] === value);
    return (selector.length > 0 && isSelected) || document.textAt(["metadata", "name"]) === name;
  });
}

const nginxTimeout = "nginx.ingress.kubernetes.io/proxy-read-timeout";
const googleConfigs = ["cloud.google.com/backend-config", "beta.cloud.google.com/backend-config"];

/**
 * Who closes a connection that is silent, or old: an ingress of nginx, or Google's load balancer.
 *
 * https://github.com/kubernetes/ingress-nginx/blob/main/docs/user-guide/nginx-configuration/annotations.md,
 * https://cloud.google.com/kubernetes-engine/docs/how-to/ingress-configuration#timeout
 */
function cuts(around: Surroundings): readonly Setting[] {
  const services = servicesOf(around);
  const names = services.map((service) => service.textAt(["metadata", "name"]));
  const isNamed = (text: string) =>
    around.isOnly || names.some((name) => text.includes(`"${name}"`));
  const ingresses = ofKind(around, "Ingress").filter(
    ({ root }) => isMap(root) && isNamed(JSON.stringify(root.spec ?? {})),
  );
  const configs = ofKind(around, "BackendConfig").filter((document) => {
    const name = document.textAt(["metadata", "name"]);
    const isSaid = services.some((service) =>
      googleConfigs.some((key) =>
        service.textAt(["metadata", "annotations", key])?.includes(`"${name}"`),
      ),
    );
    return around.isOnly || isSaid;
  });
  const said = [
    ...ingresses.map((document) => [document, ["metadata", "annotations", nginxTimeout]] as const),
    ...configs.map((document) => [document, ["spec", "timeoutSec"]] as const),
  ].flatMap(([document, path]) => {
    const text = document.textAt(path);
    return text === undefined ? [] : [settingOf("ingress_timeout", text, document.originOf(path))];
  });
  return shortest(said);
}

/** Of several in a row, whoever cuts first. */
function shortest(cutters: readonly Setting[]): readonly Setting[] {
  const seconds = ({ value }: Setting) =>
    value.kind === "text" ? Number(value.text.replace(/s$/, "")) : Number.NaN;
  return cutters.toSorted((one, other) => seconds(one) - seconds(other)).slice(0, 1);
}
