import { type Document, isNode, LineCounter, type Node, parseDocument } from "yaml";
import { ConfigurationError } from "../../../ground/errors.ts";
import type { ComposeText } from "./compose-files.ts";
import { InterpolationFailure, interpolate, type Lookup } from "./interpolate.ts";
import { type DeclaredPort, PortSyntaxError, readPorts } from "./port-syntax.ts";

/** A service as one compose file has it. */
export interface ServicePart {
  readonly name: string;
  readonly ports: readonly SaidPort[];
  /** What this file does with the ports of the files before it. */
  readonly portsMode: "append" | "replace";
  /** Absent where this file says nothing about it. */
  readonly networkMode?: string;
}

/** A port with the file that says so. */
export interface SaidPort extends DeclaredPort {
  readonly file: string;
  /** Variables that must be set before anybody knows this port. */
  readonly missing?: string;
}

/** One compose file, read as far as finding a service needs it. */
export class ComposeDocument {
  readonly file: string;
  readonly serviceNames: readonly string[];
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #services: Readonly<Record<string, unknown>>;
  readonly #lookup: Lookup;

  /** @throws {@link ConfigurationError} naming file, line and rule */
  constructor({ file, text }: ComposeText, lookup: Lookup) {
    this.file = file;
    this.#lookup = lookup;
    this.#lines = new LineCounter();
    this.#document = parseDocument(text, { lineCounter: this.#lines, merge: true });
    const [error] = this.#document.errors;
    if (error !== undefined) {
      const [rule = ""] = error.message.split(/ at line |\n/, 1);
      this.#refuse(`must be YAML: ${rule}`, error.pos[0]);
    }
    this.#services = this.#readServices();
    this.serviceNames = Object.keys(this.#services);
  }

  /** @throws {@link ConfigurationError} naming file, line and rule */
  service(name: string): ServicePart | undefined {
    const service = this.#services[name];
    if (service === undefined) return undefined;
    if (!isMap(service)) this.#refuse(`must have a map as service ${name}`, ["services", name]);
    const { network_mode: mode } = service;
    const tag = this.#nodeAt(["services", name, "ports"])?.tag ?? "";
    return {
      name,
      ports: tag === "!reset" ? [] : this.#ports(name, service.ports),
      portsMode: tag === "!reset" || tag === "!override" ? "replace" : "append",
      ...(typeof mode === "string" ? { networkMode: this.#fill(mode, ["services", name]) } : {}),
    };
  }

  #readServices(): Readonly<Record<string, unknown>> {
    const root: unknown = this.#toValues();
    if (root === null || root === undefined) return {};
    if (!isMap(root)) this.#refuse("must be a map with services in it", 0);
    const { services } = root;
    if (services === null || services === undefined) return {};
    if (!isMap(services)) this.#refuse("must have a map of services", ["services"]);
    return services;
  }

  #toValues(): unknown {
    try {
      return this.#document.toJS();
    } catch (cause) {
      const rule = cause instanceof Error ? cause.message : String(cause);
      // biome-ignore lint/style/useErrorCause: the cause is in the details
      throw new ConfigurationError(this.file, `must be YAML: ${rule}`, { cause });
    }
  }

  #ports(name: string, ports: unknown): readonly SaidPort[] {
    if (ports === null || ports === undefined) return [];
    if (!Array.isArray(ports)) {
      this.#refuse(`must have a list as ports of service ${name}`, ["services", name, "ports"]);
    }
    return ports.flatMap((entry: unknown, at) =>
      this.#port(entry, ["services", name, "ports", at]).map((port) => ({
        ...port,
        file: this.file,
      })),
    );
  }

  #port(entry: unknown, path: Path): readonly Omit<SaidPort, "file">[] {
    try {
      return readPorts(filled(entry, this.#lookup));
    } catch (error) {
      if (error instanceof PortSyntaxError) this.#refuse(error.message, path, textOf(entry));
      if (!(error instanceof InterpolationFailure)) throw error;
      // Compose would refuse to start it; where it is cannot be known, and that is all we want to know.
      if (error.missing !== undefined) return [{ target: 0, missing: error.missing }];
      this.#refuse(error.message, path, textOf(entry));
    }
  }

  #fill(text: string, path: Path): string {
    try {
      return interpolate(text, this.#lookup);
    } catch (error) {
      if (!(error instanceof InterpolationFailure)) throw error;
      return this.#refuse(error.message, path, text);
    }
  }

  #nodeAt(path: Path): Node | undefined {
    const node: unknown = this.#document.getIn(path, true);
    return isNode(node) ? node : undefined;
  }

  /** @param where - offset, or path of the node; what came from an anchor is where its parent is */
  #refuse(rule: string, where: number | Path, received?: string): never {
    const { line } = this.#lines.linePos(typeof where === "number" ? where : this.#offsetOf(where));
    throw new ConfigurationError(`${this.file}, line ${line},`, rule, { received });
  }

  #offsetOf(path: Path): number {
    for (let length = path.length; length > 0; length -= 1) {
      const range = this.#nodeAt(path.slice(0, length))?.range;
      if (range !== undefined && range !== null) return range[0];
    }
    return 0;
  }
}

type Path = readonly (string | number)[];

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function filled(entry: unknown, lookup: Lookup): unknown {
  if (typeof entry === "string") return interpolate(entry, lookup);
  if (!isMap(entry)) return entry;
  return Object.fromEntries(
    Object.entries(entry).map(([key, value]) => [key, filled(value, lookup)]),
  );
}

function textOf(entry: unknown): string {
  return typeof entry === "string" ? entry : JSON.stringify(entry);
}
