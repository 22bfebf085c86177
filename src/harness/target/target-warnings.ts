import { type Candidate, labelOf, type NamedUrl, type Search, textOf } from "./candidate.ts";
import { expandVariables } from "./environment.ts";
import { looksLikeProduction } from "./production.ts";
import type { Services } from "./services.ts";
import type { Identity } from "./target.ts";
import { isRemote, sameSystem } from "./url-rules.ts";
import type { WebSocketChoice } from "./websocket-choice.ts";

/** A target as far as it is put together. */
export interface Parts {
  readonly backend: Candidate;
  readonly websocket: WebSocketChoice;
  readonly services: Services;
  readonly identity: Identity | undefined;
}

/** What is worth saying aloud about the target that was chosen. */
export function targetWarnings(search: Search, parts: Parts): readonly string[] {
  return [
    ...otherSystem(parts),
    ...websocketNotRead(search, parts),
    ...servicesElsewhere(parts),
    ...production(search, parts),
    ...referenceAsStaging(parts),
  ];
}

function otherSystem({ backend, websocket }: Parts): readonly string[] {
  if (sameSystem(backend.url, websocket.url)) return [];
  const name = websocket.name ?? "the WebSocket URL";
  return [
    `HTTP and WebSocket are different systems: ${backend.url}, and ${name} ${websocket.url}.`,
  ];
}

/** An explicit WebSocket URL belongs to an explicit HTTP URL; beside another source it would mix two. */
function websocketNotRead(search: Search, { backend, websocket }: Parts): readonly string[] {
  const { wsUrlVariables } = search.settings.contract.services.backend;
  const names = expandVariables(wsUrlVariables, search.environment);
  const set = names.find((name) => textOf(search.settings, name) !== undefined);
  if (set === undefined || websocket.name !== undefined) return [];
  return [
    `${set} is set but not read: the target came from ${labelOf(backend)}, and its WebSocket URL is ` +
      `derived from it (${websocket.url}); --ws-url says another.`,
  ];
}

function servicesElsewhere({ backend, services }: Parts): readonly string[] {
  return Object.entries(services)
    .filter(([, { url }]: [string, NamedUrl]) => isRemote(url) !== isRemote(backend.url))
    .map(
      ([service, { name, url }]) =>
        `The ${service} service (${name}, ${url}) and the backend (${backend.url}) are not in the same place.`,
    );
}

function production(search: Search, { backend }: Parts): readonly string[] {
  const why = looksLikeProduction(search, backend.url);
  return why === undefined ? [] : [`Production is tested, by permission: ${why}.`];
}

function referenceAsStaging({ backend, identity }: Parts): readonly string[] {
  if (backend.source !== "staging" || identity?.reference !== true) return [];
  return [`The staging URL (${backend.url}) answers as the reference backend.`];
}
