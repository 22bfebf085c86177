import { ConfigurationError } from "../../../ground/errors.ts";
import type { ComposeText } from "./compose-files.ts";
import { InterpolationFailure, interpolate, type Lookup } from "./interpolate.ts";
import { type DeclaredPort, PortSyntaxError, readPorts } from "./port-syntax.ts";
import { isMap, type Path, YamlDocument } from "./yaml-document.ts";

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
  readonly #document: YamlDocument | undefined;
  readonly #services: Readonly<Record<string, unknown>>;
  readonly #lookup: Lookup;

  /** @throws {@link ConfigurationError} naming file, line and rule */
  constructor(text: ComposeText, lookup: Lookup) {
    this.file = text.file;
    this.#lookup = lookup;
    this.#document = YamlDocument.readOnly(text);
    this.#services = this.#readServices();
    this.serviceNames = Object.keys(this.#services);
  }

  /** @throws {@link ConfigurationError} naming file, line and rule */
  service(name: string, extendedBy: readonly string[] = []): ServicePart | undefined {
    const service = this.#services[name];
    if (service === undefined) return undefined;
    if (!isMap(service)) this.#refuse(`must have a map as service ${name}`, ["services", name]);
    const { network_mode: mode } = service;
    const tag = this.#document?.tagAt(["services", name, "ports"]) ?? "";
    const own = tag === "!reset" ? [] : this.#ports(name, service.ports);
    const base = this.#extended(name, service.extends, extendedBy);
    return {
      ...base,
      name,
      ports: tag === "" ? [...(base?.ports ?? []), ...own] : own,
      portsMode: tag === "!reset" || tag === "!override" ? "replace" : "append",
      ...(typeof mode === "string" ? { networkMode: this.#fill(mode, ["services", name]) } : {}),
    };
  }

  /** The service of this file it extends. One of another file may publish ports, too: that file is not read. */
  #extended(name: string, said: unknown, extendedBy: readonly string[]): ServicePart | undefined {
    const { service, file } = isMap(said) ? said : { service: said, file: undefined };
    if (typeof service !== "string" || (file !== undefined && file !== null)) return undefined;
    const chain = [...extendedBy, name];
    if (!chain.includes(service)) return this.service(service, chain);
    return this.#refuse("must not extend itself, not even by way of others", [
      ...["services", name, "extends"],
    ]);
  }

  #readServices(): Readonly<Record<string, unknown>> {
    const root = this.#document?.root;
    if (root === null || root === undefined) return {};
    if (!isMap(root)) this.#refuse("must be a map with services in it", []);
    const { services } = root;
    if (services === null || services === undefined) return {};
    if (!isMap(services)) this.#refuse("must have a map of services", ["services"]);
    return services;
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

  #refuse(rule: string, path: Path, received?: string): never {
    if (this.#document === undefined) throw new ConfigurationError(this.file, rule, { received });
    return this.#document.refuse(path, rule, received);
  }
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
