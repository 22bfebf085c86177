import { isIP } from "node:net";
/** One TCP port a compose file publishes. */
export interface DeclaredPort {
  /** Inside the container. */
  readonly target: number;
  /** On the host; absent where the engine picks one. */
  readonly published?: number;
  /** Several the engine may pick from, as written. */
  readonly oneOf?: string;
  /** Address it is bound to; absent means all. */
  readonly address?: string;
}

/** A port entry that breaks a rule. The message is the rule. */
export class PortSyntaxError extends Error {
  override readonly name: string = "PortSyntaxError";
}

/**
 * Reads an entry of `ports`, short (`"127.0.0.1:8002:8000/tcp"`) or long, after variables were filled
 * in. Other protocols than TCP yield nothing, a range yields a port each.
 *
 * @throws {@link PortSyntaxError}
 */
export function readPorts(entry: unknown): readonly DeclaredPort[] {
  if (typeof entry === "number") return readShort(String(entry));
  if (typeof entry === "string") return readShort(entry.trim());
  if (entry !== null && typeof entry === "object" && !Array.isArray(entry)) {
    return readLong(new Map(Object.entries(entry)));
  }
  throw new PortSyntaxError(shortRule);
}

const shortRule = 'must be a port such as "8002:8000" or one with target and published';
const short = /^(?:(?:(\[[^\]]*\]|[^:]*):)?([\d-]*):)?(\d+(?:-\d+)?)(?:\/(\w+))?$/;

function readShort(text: string): readonly DeclaredPort[] {
  const [, address = "", published = "", target = "", protocol = "tcp"] = short.exec(text) ?? [];
  if (target === "") throw new PortSyntaxError(shortRule);
  if (protocol.toLowerCase() !== "tcp") return [];
  return pair(readRange(target), published, address);
}

function readLong(entry: ReadonlyMap<string, unknown>): readonly DeclaredPort[] {
  const [target, published, address, protocol] = ["target", "published", "host_ip", "protocol"].map(
    (key) => scalar(entry.get(key), key),
  );
  if (target === "" || target === undefined) {
    throw new PortSyntaxError("must have a target, the port inside the container");
  }
  if (protocol !== "" && protocol?.toLowerCase() !== "tcp") return [];
  return pair(readRange(target), published ?? "", address ?? "");
}

function scalar(value: unknown, key: string): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string" || typeof value === "number") return String(value).trim();
  throw new PortSyntaxError(`must have a number or text as its ${key}`);
}

interface Range {
  readonly first: number;
  readonly last: number;
}

function pair(target: Range, published: string, bound: string): readonly DeclaredPort[] {
  if (bound !== "" && isIP(bound.replace(/^\[(.*)\]$/, "$1")) === 0) {
    throw new PortSyntaxError("must have an IP address to bind to, where it has one");
  }
  const address = bound === "" ? {} : { address: bound };
  const size = target.last - target.first + 1;
  const host = published === "" || published === "0" ? undefined : readRange(published);
  const isOneOf = host !== undefined && size === 1 && host.last > host.first;
  if (host !== undefined && !isOneOf && host.last - host.first + 1 !== size) {
    throw new PortSyntaxError("must have ranges of the same length on both sides");
  }
  return Array.from({ length: size }, (_, at) => ({
    target: target.first + at,
    ...(host === undefined || isOneOf ? {} : { published: host.first + at }),
    ...(isOneOf ? { oneOf: published } : {}),
    ...address,
  }));
}

function readRange(text: string): Range {
  const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  const first = Number(from ?? Number.NaN);
  const last = to === undefined ? first : Number(to);
  const isRange = first >= 1 && last >= first && last <= 65_535;
  if (!isRange) throw new PortSyntaxError("must have ports between 1 and 65535, lower first");
  return { first, last };
}
