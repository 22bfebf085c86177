import type { Place, Reached, TlsSaw } from "../../wire/raw/reaching.ts";

/** One address a name leads to, and whether it is reached. */
export interface AddressSaw extends Reached {
  readonly address: string;
  readonly family: 4 | 6;
}

/** One host and port, and how far one gets towards it. */
export interface PlaceSaw extends Place {
  /** Which of the subject's URLs lead there: `http`, `ws`, and its services by name. */
  readonly of: readonly string[];
  readonly lookupMs: number;
  /** Why the name does not resolve: `ENOTFOUND`, `EAI_AGAIN`, … */
  readonly lookupFailure?: string;
  readonly addresses: readonly AddressSaw[];
  /** Offering HTTP/2 and HTTP/1.1, as a browser does. */
  readonly tls?: TlsSaw;
  /** Offering HTTP/1.1 alone, as a WebSocket needs it (RFC 6455 section 4.1). */
  readonly tlsForUpgrades?: TlsSaw;
}

/** How far one gets towards the host: names, addresses, connections, certificates. */
export interface ReachSaw {
  /** One, or more when HTTP, WebSocket and services have hosts of their own. The first is HTTP's. */
  readonly places: readonly PlaceSaw[];
  /** Whether there is a way around what stands in front, and one to see what it leaves of a request. */
  readonly ways: { readonly direct: boolean; readonly echo: boolean };
}
