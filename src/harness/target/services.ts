import type { ServiceContract } from "../../contract/contract.ts";
import { type Candidate, firstUrl, type NamedUrl, type Search } from "./candidate.ts";
import { localPort } from "./docker.ts";
import { expandVariables } from "./environment.ts";
import { isRemote, readHttpUrl, readPort } from "./url-rules.ts";

/** Where the services beside the backend are. */
export interface Services {
  readonly auth?: NamedUrl;
  readonly frontend?: NamedUrl;
}

/**
 * Finds the services beside a backend by the backend's own rules: an explicit URL, then what belongs
 * to the same place as the backend, then the backend itself where it serves both.
 *
 * @throws {@link ConfigurationError} for a malformed variable
 */
export function findServices(search: Search, backend: Candidate): Services {
  const { auth, frontend } = search.settings.contract.services;
  const found = { auth: find(search, auth, backend), frontend: find(search, frontend, backend) };
  return {
    ...(found.auth === undefined ? {} : { auth: found.auth }),
    ...(found.frontend === undefined ? {} : { frontend: found.frontend }),
  };
}

function find(
  search: Search,
  service: ServiceContract | undefined,
  backend: Candidate,
): NamedUrl | undefined {
  if (service === undefined) return undefined;
  return (
    urlFrom(search, service.urlVariables) ??
    besideBackend(search, service, backend) ??
    (service.sharedWithBackend ? { name: "the backend", url: backend.url } : undefined)
  );
}

function besideBackend(
  search: Search,
  service: ServiceContract,
  backend: Candidate,
): NamedUrl | undefined {
  if (backend.source === "staging") return urlFrom(search, service.stagingUrlVariables);
  // A port published on this machine says nothing about a backend on another one.
  const names = isRemote(backend.url)
    ? []
    : expandVariables(service.portVariables, search.environment);
  return (
    firstUrl(search.settings, names, (subject, value) => localPort(readPort(subject, value))) ??
    backend.beside?.(service)
  );
}

function urlFrom(search: Search, templates: readonly string[]): NamedUrl | undefined {
  const names = expandVariables(templates, search.environment);
  return firstUrl(search.settings, names, readHttpUrl);
}
