import { z } from "zod";
import { EngineFailure } from "./engine.ts";

/** A port of a container that answers on a host. */
interface PublishedPort {
  readonly inside: number;
  readonly host: number;
  /** Address it is bound to; absent where it is bound to all of them. */
  readonly address?: string;
}

/** A container as its engine tells of it. */
export interface Container {
  readonly id: string;
  readonly name: string;
  /** The engine's word: `running`, `paused`, `created`, `exited`, … */
  readonly state: string;
  readonly isUnhealthy: boolean;
  /** What compose calls it, and the project and folder it belongs to. */
  readonly service?: string;
  readonly project?: string;
  readonly folder?: string;
  /** TCP ports it publishes now, each once. */
  readonly ports: readonly PublishedPort[];
  readonly isOnHostNetwork: boolean;
  /** Ports it says it listens on or would publish, whether it runs or not. */
  readonly meant: readonly number[];
}

const port = z.object({
  IP: z.string().optional(),
  PrivatePort: z.number(),
  PublicPort: z.number().optional(),
  Type: z.string().optional(),
});

// Lenient: engines add fields, and one says `null` where another leaves out.
const listed = z.object({
  Id: z.string(),
  Names: z.array(z.string()).nullish(),
  State: z.string(),
  Status: z.string().nullish(),
  Labels: z.record(z.string(), z.string()).nullish(),
  Ports: z.array(port).nullish(),
  HostConfig: z.object({ NetworkMode: z.string().nullish() }).nullish(),
});

const inspected = z.object({
  State: z.object({ Health: z.object({ Status: z.string().nullish() }).nullish() }).nullish(),
  Config: z.object({ ExposedPorts: z.record(z.string(), z.unknown()).nullish() }).nullish(),
  HostConfig: z
    .object({
      NetworkMode: z.string().nullish(),
      PortBindings: z.record(z.string(), z.unknown()).nullish(),
    })
    .nullish(),
});

/**
 * Reads the answer to `/containers/json`.
 *
 * @throws {@link EngineFailure} when it is no list of containers
 */
export function readContainers(json: unknown): readonly Container[] {
  const parsed = z.array(listed).safeParse(json);
  if (!parsed.success) {
    throw new EngineFailure("answers something that is no list of containers", {
      cause: parsed.error,
    });
  }
  return parsed.data.map(containerOf);
}

/** Adds what only `/containers/{id}/json` tells; an answer nobody understands adds nothing. */
export function withDetails(container: Container, json: unknown): Container {
  const { data } = inspected.safeParse(json);
  if (data === undefined) return container;
  const { State, Config, HostConfig } = data;
  return {
    ...container,
    isUnhealthy: container.isUnhealthy || State?.Health?.Status === "unhealthy",
    isOnHostNetwork: container.isOnHostNetwork || HostConfig?.NetworkMode === "host",
    meant: [
      ...new Set(
        [
          ...Object.keys(HostConfig?.PortBindings ?? {}),
          ...Object.keys(Config?.ExposedPorts ?? {}),
        ].flatMap(tcpPort),
      ),
    ],
  };
}

function containerOf(raw: z.infer<typeof listed>): Container {
  const { Labels: labels } = raw;
  const label = (name: string): string | undefined =>
    labels?.[`com.docker.compose.${name}`] ?? labels?.[`io.podman.compose.${name}`];
  const service = label("service");
  const project = label("project");
  const folder = label("project.working_dir");
  return {
    id: raw.Id,
    name: raw.Names?.[0]?.replace(/^\//, "") ?? raw.Id.slice(0, 12),
    state: raw.State.toLowerCase(),
    isUnhealthy: /\(unhealthy\)/.test(raw.Status ?? ""),
    ...(service === undefined ? {} : { service }),
    ...(project === undefined ? {} : { project }),
    ...(folder === undefined ? {} : { folder }),
    ports: publishedPorts(raw.Ports ?? []),
    isOnHostNetwork: raw.HostConfig?.NetworkMode === "host",
    meant: [],
  };
}

/** One engine lists a port once per address family, another once and without an address. */
function publishedPorts(ports: readonly z.infer<typeof port>[]): readonly PublishedPort[] {
  const found = new Map<string, PublishedPort>();
  for (const { IP, PrivatePort: inside, PublicPort: host, Type } of ports) {
    if (host === undefined || host === 0 || (Type ?? "tcp") !== "tcp") continue;
    const everywhere = IP === undefined || IP === "" || IP === "0.0.0.0" || IP === "::";
    const published = { inside, host, ...(everywhere ? {} : { address: IP }) };
    found.set(`${inside} ${host} ${published.address ?? ""}`, published);
  }
  return [...found.values()].toSorted(
    (a, b) => (a.address ?? "").localeCompare(b.address ?? "") || a.host - b.host,
  );
}

function tcpPort(key: string): readonly number[] {
  const found = /^(\d+)(?:\/tcp)?$/.exec(key)?.[1];
  return found === undefined ? [] : [Number(found)];
}
