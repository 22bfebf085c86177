import type { ServiceContract } from "../../contract/contract.ts";
import { type Search, textOf } from "./candidate.ts";
import { environmentWords, expandVariables } from "./environment.ts";

/** Variables that are set for another environment and therefore not read. */
export function unreadVariables(search: Search): readonly string[] {
  const { backend, auth, frontend } = search.settings.contract.services;
  const services = [backend, auth, frontend].filter((service) => service !== undefined);
  const read = new Set(
    services.flatMap((service) => expandVariables(namesIn(service), search.environment)),
  );
  const others = services
    .flatMap(({ urlVariables, wsUrlVariables }) => [...urlVariables, ...wsUrlVariables])
    .filter((template) => template.includes("{ENV}"))
    .flatMap((template) => environmentWords.map((word) => template.replaceAll("{ENV}", word)));
  return [...new Set(others)].filter(
    (name) => !read.has(name) && textOf(search.settings, name) !== undefined,
  );
}

function namesIn(service: ServiceContract): readonly string[] {
  return [
    ...service.urlVariables,
    ...service.wsUrlVariables,
    ...service.portVariables,
    ...service.stagingUrlVariables,
    ...service.stagingWsUrlVariables,
  ];
}
