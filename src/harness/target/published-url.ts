import { bareHost } from "./url-rules.ts";

/**
 * Where a port published on a host answers.
 *
 * @param address - what it is bound to; absent or a wildcard means every address of the host
 * @param host - the engine's host, when that is not this machine
 */
export function publishedUrl(
  port: number,
  address: string | undefined,
  host = "localhost",
): string {
  const isWildcard = address === undefined || ["", "0.0.0.0", "::", "[::]"].includes(address);
  // An address with a zone (`fe80::1%eth0`) fits into no URL (RFC 3986 section 3.2.2).
  const at = isWildcard || address.includes("%") ? host : bareAddress(address);
  return `http://${at.includes(":") ? `[${at}]` : at}:${port}`;
}

function bareAddress(address: string): string {
  return address.startsWith("[") ? bareHost(new URL(`http://${address}`)) : address;
}
