import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { linkAbort } from "../../ground/abort.ts";
import type { Clock } from "../../ground/clock.ts";
import { explain } from "../../ground/errors.ts";
import { isPublicAddress } from "./address.ts";
import { bareHost } from "./url-rules.ts";

/** One address a host name leads to. */
interface ReachAddress {
  readonly address: string;
  readonly family: 4 | 6;
  /** It can be one of the Internet's: not private, loopback, link-local, reserved. */
  readonly isPublic: boolean;
}

/** What a TLS handshake showed. */
interface ReachTls {
  /** This machine trusts the certificate for this host. */
  readonly authorized: boolean;
  /** Why not, in the words of the TLS library: `CERT_HAS_EXPIRED`, … */
  readonly authorizationError?: string;
  /** ISO 8601. */
  readonly validFrom: string;
  /** ISO 8601. */
  readonly validTo: string;
  /** As the certificate holds it: `DNS:a.example, DNS:b.example`; empty when it names nobody. */
  readonly subjectAltName: string;
}

/** How far one gets towards a host: its addresses, a connection, a certificate. */
export interface Reach {
  readonly host: string;
  readonly port: number;
  /** In the order the system would try them; empty when the name leads nowhere. */
  readonly addresses: readonly ReachAddress[];
  /** Until TCP stood, to the first of the addresses that took it. Milliseconds. */
  readonly connectMs?: number;
  /** Of an https origin whose handshake was done, trusted or not. */
  readonly tls?: ReachTls;
  /** Where it ended, and why, when it did not get through. */
  readonly failure?: { readonly step: "lookup" | "connect" | "tls"; readonly reason: string };
}

export interface ReachOptions {
  /** Limit of each of the three steps. Milliseconds. */
  readonly limitMs: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Goes as far as a connection to a URL's origin and asks nothing there: one look-up, one TCP connect, one
 * TLS handshake where the URL is https. Whatever fails is told as a value.
 *
 * @throws the signal's reason when it is called off meanwhile
 */
export async function reach(url: string, options: ReachOptions): Promise<Reach> {
  const at = new URL(url);
  const host = bareHost(at);
  const secure = at.protocol === "https:";
  const port = Number(at.port) || (secure ? 443 : 80);
  const place = { host, port, addresses: [] };
  const found = await attempt(options, () => lookup(host, { all: true }));
  if ("reason" in found) return { ...place, failure: { step: "lookup", ...found } };
  const addresses = found.value.map(({ address, family }) => ({
    address,
    family: family === 6 ? (6 as const) : (4 as const),
    isPublic: isPublicAddress(address),
  }));
  const start = options.clock.now();
  const way = { host, port, autoSelectFamily: true, lookup: known(found.value) };
  const connected = await attempt(options, (signal) => standing(connectTcp(way), signal));
  if ("reason" in connected) {
    return { ...place, addresses, failure: { step: "connect", ...connected } };
  }
  using socket = hangingUp(connected.value);
  const reached = { ...place, addresses, connectMs: options.clock.now() - start };
  if (!secure) return reached;
  const shown = await attempt(options, (signal) => handshake(socket.line, host, signal));
  if ("reason" in shown) return { ...reached, failure: { step: "tls", ...shown } };
  return { ...reached, tls: shown.value };
}

type Attempt<T> = { readonly value: T } | { readonly reason: string };

/** Does one step, within the limit. */
async function attempt<T>(
  { limitMs, signal }: ReachOptions,
  step: (signal: AbortSignal) => Promise<T>,
): Promise<Attempt<T>> {
  signal?.throwIfAborted();
  using limit = linkAbort([signal], limitMs);
  try {
    return { value: await Promise.race([step(limit.signal), aborted(limit.signal)]) };
  } catch (error) {
    signal?.throwIfAborted();
    return { reason: explain(limit.signal.aborted ? limit.signal.reason : error) };
  }
}

/** A look-up cannot be called off, only left behind. */
async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, "abort");
  throw signal.reason;
}

/** Answers with what a look-up found before, so that there is one and no more. */
function known(addresses: readonly LookupAddress[]): LookupFunction {
  return function lookUp(_host, { all }, done) {
    const [first] = addresses;
    if (all === true) done(null, [...addresses]);
    else done(null, first?.address ?? "", first?.family);
  };
}

async function standing(socket: Socket, signal: AbortSignal): Promise<Socket> {
  try {
    await once(socket, "connect", { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function hangingUp(line: Socket): Disposable & { readonly line: Socket } {
  // What goes wrong on a line that has served its purpose is nobody's.
  line.on("error", () => {});
  return { line, [Symbol.dispose]: () => void line.destroy() };
}

/** Nothing is sent over it, so a certificate nobody trusts is looked at all the same. */
async function handshake(line: Socket, host: string, signal: AbortSignal): Promise<ReachTls> {
  const socket = connectTls({
    ...{ socket: line, host, rejectUnauthorized: false },
    ...(isIP(host) === 0 ? { servername: host } : {}),
  });
  try {
    await once(socket, "secureConnect", { signal });
    return shownBy(socket);
  } finally {
    socket.on("error", () => {});
    socket.destroy();
  }
}

function shownBy(socket: TLSSocket): ReachTls {
  const { valid_from, valid_to, subjectaltname = "" } = socket.getPeerCertificate();
  const { authorized, authorizationError } = socket;
  return {
    authorized,
    ...(authorized ? {} : { authorizationError: wordOf(authorizationError) }),
    validFrom: new Date(valid_from).toISOString(),
    validTo: new Date(valid_to).toISOString(),
    subjectAltName: subjectaltname,
  };
}

/** Declared an Error, and in fact a code or an Error with one. */
function wordOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
