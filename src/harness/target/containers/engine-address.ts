import { bareHost, isRemote } from "../url-rules.ts";

/** Where a container engine listens. */
export interface EngineAddress {
  /** As it is said and as it is kept: `unix:///var/run/docker.sock`, `tcp://127.0.0.1:2375`. */
  readonly name: string;
  readonly socketPath?: string;
  /** HTTP origin of its API. */
  readonly origin: string;
  /** Host its published ports are on, unless that is this machine. */
  readonly host?: string;
}

/** An address gapproof cannot talk to, and why. */
export interface UnusableAddress {
  readonly name: string;
  readonly unusable: string;
}

/** Port of an engine that listens on TCP without TLS, by convention. */
const plainPort = "2375";

/** Reads an address as `DOCKER_HOST` holds it. Never throws: a guess must not end a search. */
export function readEngineAddress(text: string): EngineAddress | UnusableAddress {
  const name = text.trim();
  const scheme = /^([a-z]+):\/\//.exec(name)?.[1];
  if (scheme === "unix") return atSocket(name, name.slice("unix://".length));
  if (scheme === "tcp" || scheme === "http") return overTcp(name);
  const only = "only unix:// and tcp:// are read";
  return { name, unusable: scheme === undefined ? only : `it is ${scheme}://, and ${only}` };
}

export function socketAddress(path: string): EngineAddress {
  return { name: `unix://${path}`, socketPath: path, origin: "http://localhost" };
}

function atSocket(name: string, path: string): EngineAddress | UnusableAddress {
  return path.startsWith("/")
    ? socketAddress(path)
    : { name, unusable: "a socket's path must be absolute" };
}

function overTcp(name: string): EngineAddress | UnusableAddress {
  const text = name.replace(/^[a-z]+:/, "http:");
  if (!URL.canParse(text)) return { name, unusable: "it is no URL" };
  const url = new URL(text);
  const { hostname, port = "" } = url;
  if (port === "" && !/:80(\/|$)/.test(text)) url.port = plainPort;
  const shown = `tcp://${url.host}`;
  return isRemote(url.origin)
    ? { name: shown, origin: url.origin, host: bareHost(new URL(`http://${hostname}`)) }
    : { name: shown, origin: url.origin };
}
