import type { Candidate, NamedUrl, Search } from "./candidate.ts";
import { readWsUrl } from "./url-rules.ts";
import { completeWsUrl, deriveWsUrl } from "./websocket-url.ts";

/** The WebSocket URL that goes with a backend, and what named it. */
export interface WebSocketChoice {
  readonly url: string;
  /** Option or variable; absent when it was derived. */
  readonly name?: string;
}

/** The WebSocket URL said by option or config file, which holds for any target. */
export function askedWsUrl({ settings: { wsUrl } }: Search): NamedUrl | undefined {
  if (wsUrl === undefined || wsUrl.trim() === "") return undefined;
  return { name: "--ws-url", url: readWsUrl("--ws-url", wsUrl) };
}

/** Explicit by option, explicit by the same source as the backend, or derived from the backend's URL. */
export function chooseWebSocket(search: Search, backend: Candidate): WebSocketChoice {
  const [route = "/"] = search.settings.contract.websocket.routes;
  const named = askedWsUrl(search) ?? backend.ws;
  if (named === undefined) return { url: deriveWsUrl(backend.url, route) };
  return { url: completeWsUrl(named.url, route), name: named.name };
}
