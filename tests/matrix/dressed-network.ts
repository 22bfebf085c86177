import type { LookupAddress } from "node:dns";
import { createRequire, syncBuiltinESMExports } from "node:module";

/** A host that is somewhere else, as far as this thread's connections can tell. */
interface Elsewhere {
  readonly name: string;
  /** What its name leads to. */
  readonly addresses: readonly string[];
  /** Certificate that this thread is to trust, PEM. */
  readonly trusted?: string | undefined;
}

type AnyFunction = (...args: unknown[]) => unknown;
type Module = Record<string, AnyFunction>;

// The same objects Node itself looks its functions up in.
const builtin = createRequire(import.meta.url);

const hosts = new Map<string, Elsewhere>();
let isLaid = false;

/**
 * Lets a host be found under its addresses, reached on this machine, and trusted: everything the checks
 * see of it is what they would see across a network, and not a packet leaves. In this thread only; names
 * that are not among the hosts are looked up, reached and trusted as ever.
 */
export function reachable(host: Elsewhere): void {
  hosts.set(host.name, host);
  if (isLaid) return;
  isLaid = true;
  layNames(builtin("node:dns/promises"));
  layRoutes(builtin("node:net").Socket.prototype);
  layTrust(builtin("node:tls"));
  syncBuiltinESMExports();
}

function layNames(dns: Module): void {
  const usual = dns.lookup as AnyFunction;
  dns.lookup = async (name, ...options) => {
    const host = hosts.get(String(name));
    if (host === undefined) return await usual(name, ...options);
    return host.addresses.map((address): LookupAddress => ({ address, family: 4 }));
  };
}

function layRoutes(socket: Module): void {
  const usual = socket.connect as AnyFunction;
  socket.connect = function connect(this: unknown, first: unknown, ...rest: unknown[]) {
    // `net.connect` hands its arguments on as a list of its own making.
    if (Array.isArray(first)) first[0] = routed(first[0]);
    return usual.call(this, Array.isArray(first) ? first : routed(first), ...rest);
  };
}

function routed(to: unknown): unknown {
  const { host } = Object(to) as { readonly host?: string };
  if (host === undefined || !hosts.has(host)) return to;
  return { ...Object(to), host: "127.0.0.1", lookup: undefined };
}

function layTrust(tls: Module): void {
  const usual = tls.createSecureContext as AnyFunction;
  tls.createSecureContext = (options = {}) => {
    const { servername } = options as { readonly servername?: string };
    const ca = hosts.get(servername ?? "")?.trusted;
    return usual(ca === undefined ? options : { ...Object(options), ca });
  };
}
