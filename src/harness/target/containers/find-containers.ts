import type { ServiceContract } from "../../../contract/contract.ts";
import { type Finding, type NamedUrl, type Origin, type Search, textOf } from "../candidate.ts";
import { publishedUrl } from "../published-url.ts";
import type { TargetContainer } from "../target.ts";
import { isRemote } from "../url-rules.ts";
import { type Container, withDetails } from "./container.ts";
import type { Engine } from "./engine.ts";
import type { EngineAddress } from "./engine-address.ts";
import { askEngine, type EngineAnswer, engineAddresses } from "./engines.ts";
import { byLikelihood, isNamedFor, isUnclear, matchOf } from "./service-match.ts";

const origin = { source: "docker", via: "container" } as const;

/** An engine's containers as far as they matter, and where its published ports are. */
interface Yard {
  readonly address: EngineAddress;
  readonly containers: readonly Container[];
}

/** Finds the backend among the containers of every engine, and says what every engine said. */
export async function findContainers(search: Search): Promise<readonly Finding[]> {
  const answers = await Promise.all(engineAddresses(search).map(askEngine));
  const yards = await Promise.all(
    answers.flatMap((answer) => (answer.state === "listed" ? [look(search, answer)] : [])),
  );
  const seen = new Set<string>();
  const findings = yards.flatMap((yard) => findingsIn(search, yard, seen));
  return [
    ...silences(search, answers),
    ...(findings.length > 0 ? findings : nothingIn(search, yards)),
  ];
}

/** More than these are asked for details by nobody who waits: the newest come first. */
const mostUnclear = 16;

async function look(
  { settings: { contract } }: Search,
  { engine, containers }: EngineAnswer & { state: "listed" },
): Promise<Yard> {
  await using asked: Engine = engine;
  const { backend, auth, frontend } = contract.services;
  const services = [backend, auth, frontend].filter((service) => service !== undefined);
  const unclear = containers.filter(isUnclear).slice(0, mostUnclear);
  const matching = containers.filter((container) =>
    services.some((service) => matchOf(container, service) !== undefined),
  );
  const worth = new Set([...matching, ...unclear]);
  const detailed = containers.map(async (container) => {
    if (!worth.has(container)) return container;
    const path = `/containers/${encodeURIComponent(container.id)}/json`;
    // One that vanished in between has nothing more to tell.
    return withDetails(container, await asked.getJson(path).catch(() => undefined));
  });
  return { address: asked.address, containers: await Promise.all(detailed) };
}

function findingsIn(search: Search, yard: Yard, seen: Set<string>): readonly Finding[] {
  const { contract, machine } = search.settings;
  const { backend } = contract.services;
  const containers = yard.containers
    .filter((container) => matchOf(container, backend) !== undefined && !seen.has(container.id))
    .toSorted(byLikelihood(backend, machine?.folder));
  for (const { id } of containers) seen.add(id);
  return containers.map((container) => findingFor(container, yard, backend));
}

function findingFor(container: Container, yard: Yard, backend: ServiceContract): Finding {
  const named: Origin = { ...origin, container: container.name };
  const meant = isNamedFor(container, backend);
  const why = whyUnusable(container, yard, backend);
  if (why !== undefined) {
    const isUp = ["running", "paused", "restarting"].includes(container.state);
    return { ...named, state: "unusable", reason: why, aloud: meant && isUp };
  }
  return {
    ...named,
    state: "candidate",
    url: urlOf(container, yard, backend) ?? "",
    declared: false,
    note: noteOf(container, backend),
    doubt: "does anything listen inside it?",
    aloud: meant,
    runsIn: held(container, yard.address),
    beside: (service) => besideIn(yard, container, service),
  };
}

/** Only what runs is asked: the port of a paused container accepts connections and never answers. */
function whyUnusable(
  container: Container,
  yard: Yard,
  backend: ServiceContract,
): string | undefined {
  const { name, state, isUnhealthy, ports } = container;
  const { containerPort } = backend;
  if (state !== "running") return `container ${name} ${stateWords[state] ?? `is ${state}`}`;
  if (isUnhealthy) return `container ${name} is unhealthy, says its own health check`;
  if (urlOf(container, yard, backend) !== undefined) return undefined;
  const onlyThere = ports.some(({ inside }) => inside === containerPort);
  if (onlyThere) return `container ${name} publishes ${containerPort} on its own host only`;
  const others = ports.map(({ inside }) => inside).join(", ");
  const instead = others === "" ? "" : ` (it publishes ${others})`;
  return `container ${name} does not publish its port ${containerPort}${instead}`;
}

const stateWords: Readonly<Record<string, string>> = {
  created: "was created and never started",
  exited: "has exited",
  stopped: "has exited",
};

function urlOf(
  container: Container,
  { address }: Yard,
  { containerPort }: ServiceContract,
): string | undefined {
  if (container.isOnHostNetwork) return publishedUrl(containerPort, undefined, address.host);
  const urls = container.ports
    .filter(({ inside }) => inside === containerPort)
    .map((port) => publishedUrl(port.host, port.address, address.host));
  // A loopback address of another host is not ours.
  return urls.find((url) => address.host === undefined || isRemote(url));
}

function noteOf(container: Container, backend: ServiceContract): string {
  const { service, project } = container;
  if (container.isOnHostNetwork) {
    return `on the host's network, where its port ${backend.containerPort} is the host's own`;
  }
  if (isNamedFor(container, backend)) {
    return `compose service ${service}${project === undefined ? "" : ` of ${project}`}`;
  }
  return `publishes its port ${backend.containerPort}`;
}

function held({ id, name }: Container, address: EngineAddress): TargetContainer {
  return { id, name, engine: address.name };
}

/**
 * Another service of the same compose project. By name only: nobody asks who answers there, and many
 * things publish a port like a frontend's.
 */
function besideIn(yard: Yard, backend: Container, service: ServiceContract): NamedUrl | undefined {
  if (backend.project === undefined) return undefined;
  const [found] = yard.containers
    .filter(({ project, state }) => project === backend.project && state === "running")
    .filter((container) => isNamedFor(container, service))
    .toSorted(byLikelihood(service, backend.folder))
    .flatMap((container) => {
      const url = urlOf(container, yard, service);
      return url === undefined ? [] : [{ name: `container ${container.name}`, url }];
    });
  return found;
}

/** Engines that said nothing. One that is not there is no news beside one that is. */
function silences({ settings }: Search, answers: readonly EngineAnswer[]): readonly Finding[] {
  const asked = textOf(settings, "DOCKER_HOST") !== undefined;
  const silent = answers.filter((answer) => answer.state === "silent");
  const absent = silent.filter(({ isAbsent }) => isAbsent);
  const said = silent.filter(({ isAbsent }) => !isAbsent);
  const isNobody = absent.length === answers.length;
  const names = absent.map(({ name }) => name.replace("unix://", "")).join(", ");
  return [
    ...said.map(({ name, reason }) => `the engine at ${name} ${reason}`),
    ...(isNobody ? [`no container engine is there (${names || "no socket is known"})`] : []),
  ].map((reason) => ({ ...unset(reason), ...(asked ? { variable: "DOCKER_HOST" } : {}) }));
}

function nothingIn({ settings }: Search, yards: readonly Yard[]): readonly Finding[] {
  const { containerPort, composeServices } = settings.contract.services.backend;
  return yards.map(({ address, containers }) => {
    const silent = containers
      .filter((one) => one.isOnHostNetwork && one.state === "running")
      .map(({ name }) => name);
    const hosts =
      silent.length === 0
        ? ""
        : `; on the host's network, and silent about their ports: ${silent.join(", ")}`;
    return unset(
      `no container at ${address.name} is called ${composeServices.join(", ")} by compose or publishes ${containerPort}${hosts}`,
    );
  });
}

function unset(reason: string): Finding {
  return { ...origin, state: "unset", reason };
}
