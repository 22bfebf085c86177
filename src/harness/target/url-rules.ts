import { isIP } from "node:net";
import { ConfigurationError } from "../../ground/errors.ts";

const httpSchemes = ["http:", "https:"];
const wsSchemes = ["ws:", "wss:"];

/**
 * Reads a base URL: http or https, a host, an optional port and base path, nothing else.
 *
 * @param subject - option or variable it was read from
 * @returns the URL without a trailing slash
 * @throws {@link ConfigurationError} naming `subject`, the rule and the value without its credentials
 */
export function readHttpUrl(subject: string, value: string): string {
  const url = readUrl(subject, value, httpSchemes);
  if (url.search !== "") refuse(subject, "must have no query", value);
  return trimSlash(url);
}

/**
 * Reads a WebSocket URL: ws or wss. A path and a query are kept as they are.
 *
 * @throws {@link ConfigurationError} naming `subject`, the rule and the value without its credentials
 */
export function readWsUrl(subject: string, value: string): string {
  const url = readUrl(subject, value, wsSchemes);
  return url.search === "" ? trimSlash(url) : url.href;
}

/** @throws {@link ConfigurationError} naming `subject`, the rule and the value */
export function readPort(subject: string, value: string): number {
  const text = value.trim();
  const port = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) refuse(subject, "must be a port between 1 and 65535", value);
  return port;
}

/** Whether the host is reached over a network that is not this machine's own. */
export function isRemote(url: string): boolean {
  const host = bareHost(new URL(url));
  return !isLoopback(host) && host !== "host.docker.internal";
}

/** Whether two URLs, of any scheme, lead to the same port of the same machine. */
export function sameSystem(one: string, other: string): boolean {
  const [a, b] = [new URL(one), new URL(other)];
  const sameHost = bareHost(a) === bareHost(b) || (!isRemote(one) && !isRemote(other));
  return sameHost && effectivePort(a) === effectivePort(b);
}

/** The host name without the brackets of an IPv6 address, and without the root's dot. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}

/** URL text as it may be shown: whatever stands before an `@` is gone, and so is the query. */
export function withoutCredentials(value: string): string {
  return value
    .replace(/^([a-z][a-z0-9+.-]*:\/*)?.*@/is, "$1[redacted]@")
    .replace(/\?.*$/s, "?[redacted]");
}

function readUrl(subject: string, value: string, schemes: readonly string[]): URL {
  const text = value.trim();
  const example = `${schemes[0]}//localhost:8000`;
  if (/\$\{?\w+/.test(text)) refuse(subject, "must be written out, without variables in it", value);
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
    refuse(subject, `must be a URL such as ${example}`, value);
  if (/[\s\\]/.test(text) || text.split("://").length > 2) {
    refuse(subject, `must be one URL such as ${example}`, value);
  }
  const scheme = text.slice(0, text.indexOf(":") + 1).toLowerCase();
  if (!schemes.includes(scheme)) {
    refuse(subject, `must start with ${schemes.map((one) => `${one}//`).join(" or ")}`, value);
  }
  const authority = /^[^:]+:\/\/([^/?#]*)/.exec(text)?.[1] ?? "";
  // What `http://host:$PORT` becomes without a PORT; Node would take it for port 80.
  if (authority.endsWith(":")) refuse(subject, portRule, value);
  if (authority === "") refuse(subject, `must be a URL such as ${example}`, value);
  const url = parse(subject, text, example);
  if (url.username !== "" || url.password !== "") {
    refuse(
      subject,
      "must not hold credentials: give tokens and passwords in their own variables",
      value,
    );
  }
  if (url.port === "0") refuse(subject, portRule, value);
  if (url.hash !== "") refuse(subject, "must have no fragment", value);
  return url;
}

const portRule = "must have a port between 1 and 65535";

function parse(subject: string, text: string, example: string): URL {
  if (URL.canParse(text)) return new URL(text);
  const authority = /^[^:]+:\/\/(?:.*@)?([^/?#]*)/.exec(text)?.[1] ?? "";
  const port = /:([^:\]]*)$/.exec(authority)?.[1];
  const portIsWrong = port !== undefined && !(/^\d+$/.test(port) && Number(port) <= 65_535);
  return refuse(subject, portIsWrong ? portRule : `must be a URL such as ${example}`, text);
}

function refuse(subject: string, rule: string, value: string): never {
  throw new ConfigurationError(subject, rule, { received: withoutCredentials(value.trim()) });
}

function trimSlash(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, "")}`;
}

function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith("127.") || host === "0.0.0.0";
  if (isIP(host) === 6) return host === "::1" || host === "::" || host.startsWith("::ffff:7f");
  return host === "localhost" || host.endsWith(".localhost");
}

function effectivePort(url: URL): string {
  if (url.port !== "") return url.port;
  return url.protocol === "https:" || url.protocol === "wss:" ? "443" : "80";
}
