import { joinUrl } from "../wire/http/join-url.ts";

/** The WebSocket URL of a route on the same system as an HTTP base URL: scheme swapped, base path kept. */
export function deriveWsUrl(http: string, route: string): string {
  // Setting `protocol` on a URL keeps host and port apart by itself; replacing text would damage
  // hosts that contain "http" or "ws".
  const url = joinUrl(http, route);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** An explicit WebSocket URL made full: with a path it is taken as it is, without one it gets the route. */
export function completeWsUrl(explicit: string, route: string): string {
  const url = new URL(explicit);
  if (url.pathname !== "/") return url.href;
  const full = joinUrl(explicit, route);
  full.search = url.search;
  return full.href;
}
