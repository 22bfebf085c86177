import { isMap } from "../../target/compose/yaml-document.ts";

type Container = Readonly<Record<string, unknown>>;

/** What stands beside a service, going by its name or its image: proxies, meshes, collectors, agents. */
const beside =
  /proxy|sidecar|envoy|istio|linkerd|nginx|traefik|haproxy|otel|telemetry|collector|fluent|logging|logger|filebeat|promtail|datadog|dd-agent|newrelic|jaeger|statsd|exporter|vault|consul|dapr|cloudsql|(cloudwatch|monitoring|metrics|ops)-agent/i;

/**
 * Which container of a pod is the service: the one with one of its names; else the one that is no helper of others,
 * that shares a word with its names, or that has a port.
 *
 * @param names Names the service goes by, strongest first
 * @returns undefined where nobody can tell
 */
export function servingContainer(
  containers: readonly unknown[],
  names: readonly string[],
): number | undefined {
  const all = containers.map((container) => (isMap(container) ? container : {}));
  const signs: readonly ((container: Container) => boolean)[] = [
    ...names.map((name) => (container: Container) => container.name === name),
    (container) => !isBeside(container),
    (container) => names.some((name) => sharesWord(name, nameOf(container))),
    ({ ports }) => Array.isArray(ports) && ports.length > 0,
  ];
  let left = all.map((container, at) => ({ container, at }));
  for (const isLikely of signs) {
    const likely = left.filter(({ container }) => isLikely(container));
    if (likely.length > 0) left = likely;
  }
  return left.length === 1 ? left[0]?.at : undefined;
}

function nameOf({ name }: Container): string {
  return typeof name === "string" ? name : "";
}

/** The container `backend` of `netra-backend-staging`, and `netra-backend` of `backend`. */
function sharesWord(one: string, other: string): boolean {
  return one.split("-").includes(other) || other.split("-").includes(one);
}

function isBeside(container: Container): boolean {
  const { image } = container;
  const last = typeof image === "string" ? image.split("/").at(-1)?.split(/[:@]/, 1)[0] : undefined;
  return [nameOf(container), last ?? ""].some((name) => beside.test(name));
}
