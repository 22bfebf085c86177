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
  return [
    ...declared,
    ...(settings.wsUrl === undefined ? [] : ["--ws-url"]),
    ...wsNames.filter((name) => textOf(settings, name) !== undefined),
    ...unreadVariables(search),
  ];
}
