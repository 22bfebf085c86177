import { isIP } from "node:net";
import { isPublicAddress } from "../../target/address.ts";
import { bareHost, isRemote } from "../../target/url-rules.ts";

/** What a setting points at. */
export interface Address {
  /** With its colon, in lower case; absent where it names a host alone. */
  readonly scheme?: string;
  readonly host: string;
  /** Where the scheme's own is not meant. */
  readonly port?: string;
  /** As it may be shown: no path, no query, no credentials. */
  readonly shown: string;
}

/** What stands there: an address, something that is none, or one that is wrong, and how. */
export type AddressReading =
  | { readonly kind: "address"; readonly address: Address }
  | { readonly kind: "none" }
  | { readonly kind: "wrong"; readonly rule: string };

const webSchemes: readonly string[] = ["http:", "https:", "ws:", "wss:"];
const addressKey = /_(url|host|uri|origin|endpoint)$/;
/** Where a server listens is no address of anybody. */
const listeningKey = /(^|_)(bind|listen|listener)(_|$)|^(server|uvicorn|gunicorn)_host$/;
const allowKey = /(^|_)(cors|allow|allowed|allowlist|trusted|whitelist)(_|$)|_origins$/;
const withScheme = /^([a-z][a-z\d+.-]*:)\/\//i;

/**
 * Every address in a setting: one, or those of a list.
 *
 * @param key - plain name of the setting
 */
export function readAddresses(key: string, text: string): readonly AddressReading[] {
  // Who may ask is no address anybody is sent to.
  if (allowKey.test(key)) return [];
  const parts = text.trim().split(/\s*[,;]\s*|\s+/);
  const isList = parts.every((part) => withScheme.test(part));
  return (isList ? parts : [text]).map((part) => readAddress(key, part));
}

function readAddress(key: string, text: string): AddressReading {
  const trimmed = text.trim();
  const scheme = withScheme.exec(trimmed)?.[1]?.toLowerCase();
  // A sentence may begin with one.
  if (scheme !== undefined && /\s/.test(trimmed) && !addressKey.test(key)) return { kind: "none" };
  if (scheme !== undefined) return urlReading(scheme, trimmed);
  if (!addressKey.test(key) || listeningKey.test(key)) return { kind: "none" };
  // A path alone is an address on whatever served the page.
  if (trimmed.startsWith("/")) return { kind: "none" };
  const url = `http://${trimmed}`;
  if (/[\s,]/.test(trimmed) || !URL.canParse(url)) return { kind: "none" };
  const host = bareHost(new URL(url));
  return { kind: "address", address: { host, shown: host } };
}

function urlReading(scheme: string, text: string): AddressReading {
  // Of other schemes, `jdbc:` or `sqlite:`, nobody here knows the rules.
  if (!webSchemes.includes(scheme)) {
    const host = URL.canParse(text) ? bareHost(new URL(text)) : "";
    if (host === "") return { kind: "none" };
    return { kind: "address", address: { scheme, host, shown: `${scheme}//${host}` } };
  }
  const authority = /^[^:]+:\/\/([^/?#]*)/.exec(text)?.[1] ?? "";
  if (/\s/.test(text)) return { kind: "wrong", rule: "has a space in it" };
  if (authority === "") return { kind: "wrong", rule: "has no host" };
  if (/:0*$/.test(authority)) return { kind: "wrong", rule: "has no port after its colon" };
  if (!URL.canParse(text))
    return { kind: "wrong", rule: `has no host and port a ${scheme} URL can have` };
  const url = new URL(text);
  const shown = `${url.protocol}//${url.host}`;
  const port = url.port === "" ? {} : { port: url.port };
  return { kind: "address", address: { scheme, host: bareHost(url), shown, ...port } };
}

/** Whether it leads to whoever asks, and not to a service. */
export function isOwnMachine({ scheme, host }: Address): boolean {
  // Without a scheme it is what a server listens on: everything there is.
  if (scheme === undefined && (host === "0.0.0.0" || host === "::")) return false;
  if (/^(host|gateway)\.(docker|containers)\.internal$/.test(host)) return true;
  return !isRemote(`http://${bracketed(host)}`);
}

function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

/** Whether it is an IP address nobody outside can reach. */
export function isPrivateAddress({ host }: Address): boolean {
  return isIP(host) !== 0 && !isPublicAddress(host);
}

/** Endings nobody sells, and words for environments: `auth.staging` is a service in a namespace. */
const innerEnding =
  /\.(svc|local|internal|localdomain|lan|test|localhost|staging|stage|production|prod)$/;

/** Of a name of two parts, endings people do buy; of others, a cluster's namespaces are likelier. */
const soldEnding =
  /\.([a-z]{2}|com|net|org|edu|gov|mil|int|info|biz|name|pro|dev|app|page|cloud|tech|online|site|store|shop|xyz|zone|run|live|chat|digital|systems|software|solutions|services|network|agency|company|studio|group|global|world|space|website|host|email|tools|codes|engineering|finance|health|games|media|news|blog|design|science|academy|consulting|ventures|capital|bank|club|life|one|top|icu|vip|work|works|team|social|link|click|build)$/;

/**
 * Whether it is found from anywhere: a name with dots that no cluster gives out, or a public IP address.
 *
 * @param isInCluster - where `service.namespace` is a name: a port of its own says so, too
 */
export function isPublic({ host, port }: Address, isInCluster: boolean): boolean {
  if (isIP(host) !== 0) return isPublicAddress(host);
  if (!host.includes(".") || innerEnding.test(host) || host.includes(".svc.")) return false;
  const isOfTwo = host.split(".").length === 2;
  return !(isInCluster && isOfTwo && (port !== undefined || !soldEnding.test(host)));
}
