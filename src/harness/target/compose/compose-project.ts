import type { ServiceContract } from "../../../contract/contract.ts";
import { ComposeDocument, type SaidPort, type ServicePart } from "./compose-document.ts";
import type { ComposeFiles } from "./compose-files.ts";

/** A service after all files were laid over each other. */
export interface ComposedService {
  readonly name: string;
  readonly ports: readonly SaidPort[];
  readonly isOnHostNetwork: boolean;
  /** The last file that says anything about it. */
  readonly file: string;
}

/** All compose files of a project as one. Services are read when they are asked for. */
export class ComposeProject {
  readonly files: readonly string[];
  readonly #documents: readonly ComposeDocument[];
  readonly #names: ReadonlySet<string>;

  /** @throws {@link ConfigurationError} naming file, line and rule */
  constructor({ texts, lookup }: ComposeFiles) {
    this.#documents = texts.map((text) => new ComposeDocument(text, lookup));
    this.#names = new Set(this.#documents.flatMap(({ serviceNames }) => serviceNames));
    this.files = texts.map(({ file }) => file);
  }

  /**
   * The services that may be this one: those with one of its names, in the contract's order, else
   * those that publish its port.
   *
   * @throws {@link ConfigurationError} naming file, line and rule
   */
  matching(service: ServiceContract): readonly ComposedService[] {
    const named = this.named(service);
    if (named.length > 0) return named;
    return [...this.#names]
      .map((name) => this.#service(name))
      .filter(({ ports }) => ports.some(({ target }) => target === service.containerPort));
  }

  /**
   * The services that have one of its names, in the contract's order.
   *
   * @throws {@link ConfigurationError} naming file, line and rule
   */
  named({ composeServices }: ServiceContract): readonly ComposedService[] {
    return composeServices
      .filter((name) => this.#names.has(name))
      .map((name) => this.#service(name));
  }

  #service(name: string): ComposedService {
    let ports: readonly SaidPort[] = [];
    let networkMode: string | undefined;
    let file = this.files[0] ?? "";
    for (const document of this.#documents) {
      const part = document.service(name);
      if (part === undefined) continue;
      ports = laidOver(ports, part);
      networkMode = part.networkMode ?? networkMode;
      file = document.file;
    }
    return { name, ports, isOnHostNetwork: networkMode === "host", file };
  }
}

/** Compose adds ports to those of the files before; the same one twice is one. */
function laidOver(base: readonly SaidPort[], part: ServicePart): readonly SaidPort[] {
  const all = part.portsMode === "replace" ? part.ports : [...base, ...part.ports];
  const unique = new Map<string, SaidPort>();
  for (const port of all) {
    const { target, published = "", oneOf = "", address = "", missing = "" } = port;
    unique.set([address, published, oneOf, target, missing].join(" "), port);
  }
  return [...unique.values()];
}
