import type { ServiceContract } from "../../../contract/contract.ts";
import { type Finding, type NamedUrl, type Search, textOf } from "../candidate.ts";
import { publishedUrl } from "../published-url.ts";
import type { SaidPort } from "./compose-document.ts";
import { composeFileNames, readComposeFiles } from "./compose-files.ts";
import { type ComposedService, ComposeProject } from "./compose-project.ts";

const origin = { source: "docker", via: "compose-file" } as const;

/**
 * Finds where the compose files of this folder would publish the backend.
 *
 * @throws {@link ConfigurationError} naming file, line and rule
 */
export function findComposed({ settings }: Search): readonly Finding[] {
  const { machine, contract } = settings;
  if (machine === undefined) return [];
  const files = readComposeFiles(machine, {
    named: textOf(settings, "COMPOSE_FILE"),
    separator: textOf(settings, "COMPOSE_PATH_SEPARATOR"),
  });
  const project = new ComposeProject(files);
  if (project.files.length === 0) {
    return [unset(`no ${composeFileNames[0]} or docker-compose.yml in ${machine.folder}`)];
  }
  const { backend } = contract.services;
  const services = project.matching(backend);
  if (services.length > 0) return services.flatMap((one) => findingsFor(one, project, backend));
  const names = backend.composeServices.join(", ");
  return [
    {
      ...unset(`it has no service ${names} and none that publishes ${backend.containerPort}`),
      variable: project.files.join(", "),
    },
  ];
}

function findingsFor(
  service: ComposedService,
  project: ComposeProject,
  backend: ServiceContract,
): readonly Finding[] {
  const places = placesOf(service, backend);
  if (places.length === 0) return [{ ...unset(noPort(service, backend)), variable: service.file }];
  return places.map(({ file, ...place }) => {
    const named = { ...origin, variable: file };
    if ("reason" in place) return { ...named, state: "unset", reason: place.reason };
    return {
      ...named,
      state: "candidate",
      url: place.url,
      declared: false,
      note: `${file} says ${place.says} for service ${service.name}`,
      doubt: "is it up?",
      beside: (other) => besideIn(project, other),
    };
  });
}

/** Where a service answers, or why that cannot be known. */
type Place = { readonly file: string } & (
  | { readonly url: string; readonly says: string }
  | { readonly reason: string }
);

function placesOf(service: ComposedService, { containerPort }: ServiceContract): readonly Place[] {
  const { file, ports, isOnHostNetwork } = service;
  if (isOnHostNetwork) {
    return [{ file, url: publishedUrl(containerPort, undefined), says: "the host's network" }];
  }
  return ports
    .filter(({ target, missing }) => target === containerPort || missing !== undefined)
    .map((port) => placeOf(port, service));
}

function placeOf(port: SaidPort, { name }: ComposedService): Place {
  const { file, published, oneOf, address, missing } = port;
  if (published !== undefined) {
    return { file, url: publishedUrl(published, address), says: String(published) };
  }
  if (missing !== undefined) {
    return { file, reason: `service ${name} needs ${missing}, which is not set` };
  }
  const choice = oneOf === undefined ? "a random port" : `one of ${oneOf}`;
  return {
    file,
    reason: `service ${name} gets ${choice} of the host: only a running container knows which`,
  };
}

function noPort({ name, ports }: ComposedService, { containerPort }: ServiceContract): string {
  const others = ports.map(({ target }) => target).join(", ");
  const instead = others === "" ? "" : ` (it publishes ${others})`;
  return `service ${name} does not publish ${containerPort}${instead}`;
}

/** By name only: nobody asks who answers there, and many things publish a port like a frontend's. */
function besideIn(project: ComposeProject, other: ServiceContract): NamedUrl | undefined {
  const [found] = project
    .named(other)
    .flatMap((service) =>
      placesOf(service, other).flatMap((place) =>
        "url" in place ? [{ name: `${place.file} (service ${service.name})`, url: place.url }] : [],
      ),
    );
  return found;
}

function unset(reason: string): Finding & { state: "unset" } {
  return { ...origin, state: "unset", reason };
}
