import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type PeerCertificate, type TLSSocket } from "node:tls";
import type { Clock } from "../../../ground/clock.ts";
import { codeOf } from "../socket/network-code.ts";

/** A place on the network, as a URL names it. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

/** How far a connection came. */
export interface Reached {
  /** Milliseconds until it stood, or until it was clear that it would not. */
  readonly ms: number;
  /** The network's own word: `ECONNREFUSED`, … `TIMED_OUT` when nothing came at all. */
  readonly failure?: string;
}

/** What a server shows of itself in a TLS handshake. */
export interface TlsSaw extends Reached {
  /** Whether a client that checks would go on. */
  readonly authorized: boolean;
  /** Why not: `CERT_HAS_EXPIRED`, `DEPTH_ZERO_SELF_SIGNED_CERT`, `ERR_TLS_CERT_ALTNAME_INVALID`, … */
  readonly why?: string;
  readonly validFrom?: string;
  readonly validTo?: string;
  /** Names the certificate is for. */
  readonly names: readonly string[];
  readonly issuer?: string;
  /** Protocol agreed on (RFC 7301); none when the server chose none. */
  readonly alpn?: string;
}

export interface Patience {
  readonly clock: Clock;
  readonly limitMs: number;
}

/** Host and port of a URL. Brackets of IPv6 are taken away. */
export function placeOf(url: string): Place {
  const { hostname, port, protocol } = new URL(url);
  const secure = protocol === "https:" || protocol === "wss:";
  const host = hostname.replace(/^\[|\]$/g, "");
  return { host, port: Number(port) || (secure ? 443 : 80), secure };
}

/** Connects to one address and hangs up. Never throws. */
export async function reachAddress(
  { host, port }: Place,
  address: string,
  patience: Patience,
): Promise<Reached> {
  // By name, with the answer of the lookup given: what routes by name goes on doing so.
  const family = isIP(address);
  const socket = connectTcp({
    ...{ host, port, autoSelectFamily: false },
    lookup: (_name, _options, tell) => tell(null, address, family),
  });
  return await settled(socket, "connect", patience);
}

/** Shakes hands over TLS, whatever the certificate, and hangs up. Never throws. */
export async function shakeTls(
  { host, port }: Place,
  protocols: readonly string[],
  patience: Patience,
): Promise<TlsSaw> {
  const name = isIP(host) === 0 ? { servername: host } : {};
  const socket = connectTls({
    ...{ host, port, ...name, autoSelectFamily: true, rejectUnauthorized: false },
    ALPNProtocols: [...protocols],
  });
  let shown: Omit<TlsSaw, keyof Reached> = { authorized: false, names: [] };
  socket.once("secureConnect", () => {
    shown = shownBy(socket);
  });
  return { ...(await settled(socket, "secureConnect", patience)), ...shown };
}

function shownBy(socket: TLSSocket): Omit<TlsSaw, keyof Reached> {
  const { authorized, authorizationError, alpnProtocol } = socket;
  const certificate: Partial<PeerCertificate> = socket.getPeerCertificate();
  const { valid_from: validFrom, valid_to: validTo, subjectaltname = "", issuer } = certificate;
  const names = subjectaltname
    .split(", ")
    .map((entry) => entry.replace(/^(DNS|IP Address):/, ""))
    .filter((entry) => entry !== "");
  const why = authorizationError === null ? undefined : String(authorizationError);
  const by = issuer?.CN ?? issuer?.O;
  return {
    ...{ authorized, names },
    ...(!authorized && why !== undefined && { why }),
    ...(validFrom !== undefined && { validFrom }),
    ...(validTo !== undefined && { validTo }),
    ...(by !== undefined && { issuer: String(by) }),
    ...(typeof alpnProtocol === "string" && { alpn: alpnProtocol }),
  };
}

/** Waits for an event, an error or the limit, and hangs up. */
function settled(socket: Socket, event: string, { clock, limitMs }: Patience): Promise<Reached> {
  const startMs = clock.now();
  return new Promise((resolve) => {
    const settle = (failure?: string): void => {
      stopTimer();
      const ms = clock.now() - startMs;
      resolve({ ms, ...(failure === undefined ? {} : { failure }) });
      socket.destroy();
    };
    const stopTimer = clock.after(limitMs, () => settle("TIMED_OUT"));
    socket.once(event, () => settle());
    socket.on("error", (error) => settle(codeOf(error) ?? error.message));
    socket.once("close", () => settle("CLOSED"));
  });
}
