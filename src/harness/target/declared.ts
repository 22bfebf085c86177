import { type Finding, type Search, textOf } from "./candidate.ts";
import { expandVariables } from "./environment.ts";
import { unreadVariables } from "./unread.ts";

/**
 * Everything somebody said about where the backend is, by name.
 *
 * Wider than the candidates: a lone WebSocket URL and a variable of another environment name no
 * candidate, but whoever set them did not mean "start something of your own".
 */
export function declaredNames(search: Search, findings: readonly Finding[]): readonly string[] {
  const { settings, environment } = search;
  const { wsUrlVariables, stagingWsUrlVariables } = settings.contract.services.backend;
  const wsNames = expandVariables([...wsUrlVariables, ...stagingWsUrlVariables], environment);
  const declared = findings
    .filter((finding) => finding.state === "candidate" && finding.declared)
    .map(({ variable, source }) => variable ?? source);
  const { auth, frontend } = settings.contract.services;
  const beside = [auth, frontend].flatMap((service) =>
    service === undefined ? [] : [...service.urlVariables, ...service.portVariables],
  );
  const besideNames = expandVariables(beside, environment);
  return [
    ...declared,
    ...besideNames.filter((name) => textOf(settings, name) !== undefined),
    ...(deployments.includes(environment.name) ? [`the environment ${environment.name}`] : []),
    ...(settings.wsUrl === undefined ? [] : ["--ws-url"]),
    ...wsNames.filter((name) => textOf(settings, name) !== undefined),
    ...unreadVariables(search),
  ];
}

/** Whoever names one of these means something that is deployed. */
const deployments: readonly string[] = ["staging", "production"];
