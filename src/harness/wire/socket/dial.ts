import type { Contract } from "../../../contract/contract.ts";
import { readText } from "../../../contract/field.ts";
import type { Secret } from "../../../ground/secret.ts";
import type { Budget } from "../budget.ts";
import { Transcript } from "../transcript.ts";
import type { Carriage } from "./carrier.ts";
import { WireSocket } from "./wire-socket.ts";

/** A connection to be made. */
export interface DialRequest {
  readonly contract: Contract;
  readonly budget: Budget;
  /** Full WebSocket URL of the route, without the token. */
  readonly url: string;
  readonly carriage: Carriage;
  readonly token: Secret | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Offers compression of messages as browsers do. @default false */
  readonly compression?: boolean | undefined;
  /** Caps the connect and the handshake limit. Milliseconds. */
  readonly attemptMs?: number | undefined;
  /** Hears of every connection before it opens, so that none can be forgotten. */
  readonly onDial?: (line: Line) => unknown;
}

/** A connection and what was written down about it. */
export interface Line {
  readonly socket: WireSocket;
  readonly transcript: Transcript;
}

/** Starts one connection; how it turns out is in `socket.opened`. */
export function dial(request: DialRequest): Line {
  const { contract, budget, carriage, token, attemptMs = Number.POSITIVE_INFINITY } = request;
  const url = new URL(request.url);
  for (const [name, value] of Object.entries(carriage.query)) url.searchParams.set(name, value);
  const transcript = new Transcript(`WebSocket ${url.href}`, budget.clock);
  const raw = token?.reveal();
  const socket = new WireSocket({
    url: url.href,
    offer: carriage.offer,
    headers: { ...request.headers, ...carriage.headers },
    compression: request.compression,
    connectMs: Math.min(budget.limitMs("connect"), attemptMs),
    handshakeMs: Math.min(budget.limitMs("handshake"), attemptMs),
    clock: budget.clock,
    transcript,
    typeOf: (message) => readText(message, contract.events.fields.type),
    tokens: raw === undefined ? [] : [raw, Buffer.from(raw).toString("base64url")],
  });
  const line = { socket, transcript };
  request.onDial?.(line);
  const { signal } = budget;
  if (signal !== undefined) {
    const stop = (): void => socket.terminate();
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    void socket.closed.then(() => signal.removeEventListener("abort", stop));
  }
  return line;
}

/**
 * The URL of another route of the same deployment.
 *
 * @param wsUrl - URL of the contract's first route
 * @param firstRoute - that route; a URL that does not end with it is used as it is for the first route
 */
export function routeUrl(wsUrl: string, firstRoute: string, route: string): string {
  if (route === firstRoute) return wsUrl;
  const url = new URL(wsUrl);
  const path = url.pathname.replace(/\/+$/, "");
  const base = path.endsWith(firstRoute) ? path.slice(0, -firstRoute.length) : "";
  url.pathname = base + route;
  return url.href;
}
