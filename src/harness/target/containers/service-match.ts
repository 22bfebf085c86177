import type { ServiceContract } from "../../../contract/contract.ts";
import type { Container } from "./container.ts";

/** Why a container is taken for a service. */
export type Match = "service" | "port";

/** By what compose calls it, else by the port it publishes or means to. */
export function matchOf(container: Container, service: ServiceContract): Match | undefined {
  if (isNamedFor(container, service)) return "service";
  const { containerPort } = service;
  const ports = [...container.ports.map(({ inside }) => inside), ...container.meant];
  return ports.includes(containerPort) ? "port" : undefined;
}

/** Whether the list leaves open what a container is: it publishes nothing, and compose has no name for it. */
export function isUnclear({ service, ports }: Container): boolean {
  return service === undefined && ports.length === 0;
}

/**
 * The order in which containers are tried: what runs, what compose started in this folder, the
 * contract's own order of names, and names, so that it is the same every time.
 */
export function byLikelihood(
  service: ServiceContract,
  folder: string | undefined,
): (a: Container, b: Container) => number {
  const rank = (container: Container): readonly number[] => [
    container.state === "running" ? 0 : 1,
    isNamedFor(container, service) ? 0 : 1,
    folder !== undefined && container.folder === folder ? 0 : 1,
    service.composeServices.indexOf(container.service ?? ""),
  ];
  return function compare(a, b) {
    const [ranksOfA, ranksOfB] = [rank(a), rank(b)];
    const difference = ranksOfA.map((one, at) => one - (ranksOfB[at] ?? 0)).find((n) => n !== 0);
    return difference ?? a.name.localeCompare(b.name, "en", { numeric: true });
  };
}

export function isNamedFor(container: Container, { composeServices }: ServiceContract): boolean {
  return container.service !== undefined && composeServices.includes(container.service);
}
