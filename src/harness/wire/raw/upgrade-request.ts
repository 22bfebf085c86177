import type { Carrier, Contract } from "../../../contract/contract.ts";
import type { Secret } from "../../../ground/secret.ts";
import { carriageOf, offerOf } from "../socket/carrier.ts";
import { routeUrl } from "../socket/dial.ts";
import type { RawRequest } from "./request.ts";

/** What goes into a handshake that carries a token, or none. */
export interface Ticket {
  /** `null` carries none. */
  readonly token: Secret | null;
  /** @default the contract's first */
  readonly carrier?: Carrier;
  /** Layout of subprotocols instead of the carrier's. */
  readonly offer?: readonly string[];
  readonly route?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly extensions?: string;
  readonly upgrade?: boolean;
  readonly key?: string;
}

/**
 * An upgrade as the contract describes it, to be changed in one respect.
 *
 * @param ws - full WebSocket URL with the contract's first route
 */
export function upgradeRequest({ websocket }: Contract, ws: string, ticket: Ticket): RawRequest {
  const token = ticket.token ?? undefined;
  const carriage = carriageOf(ticket.carrier ?? websocket.carriers[0], token);
  const offer = ticket.offer === undefined ? carriage.offer : offerOf(ticket.offer, token);
  const [first = "/"] = websocket.routes;
  const url = new URL(routeUrl(ws, first, ticket.route ?? first));
  for (const [name, value] of Object.entries(carriage.query)) url.searchParams.set(name, value);
  const { extensions, upgrade, key } = ticket;
  return {
    ...{ url: url.href, offer },
    headers: { ...carriage.headers, ...ticket.headers },
    ...(extensions === undefined ? {} : { extensions }),
    ...(upgrade === undefined ? {} : { upgrade }),
    ...(key === undefined ? {} : { key }),
  };
}
