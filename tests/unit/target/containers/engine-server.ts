import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Machine } from "../../../../src/harness/settings/machine.ts";

/** Something that listens on a socket in a folder of its own, as an engine does. */
export interface EngineServer extends AsyncDisposable {
  readonly socket: string;
  readonly machine: Machine;
  /** Paths asked for so far. */
  readonly asked: readonly string[];
}

/** A container as an engine lists it; `details` is what it tells when asked for that one. */
export interface Listed {
  readonly [field: string]: unknown;
  readonly name: string;
  readonly details?: object;
}

/** Answers the part of the engine API that is read. */
export function engineWith(containers: readonly Listed[], log = ""): Promise<EngineServer> {
  const list = containers.map(({ name, details: _, ...fields }) => ({
    Id: `id-${name}`,
    Names: [`/${name}`],
    State: "running",
    Status: "Up 2 seconds",
    ...fields,
  }));
  return engineThat((request, response) => {
    const path = request.url ?? "";
    if (path === "/containers/json?all=1") return response.end(JSON.stringify(list));
    if (/^\/containers\/[^/]+\/logs/.test(path)) return response.end(Buffer.from(log, "latin1"));
    const id = /^\/containers\/id-([^/]+)\/json$/.exec(path)?.[1];
    const found = containers.find(({ name }) => name === id);
    if (found === undefined) return response.writeHead(404).end('{"message":"page not found"}');
    return response.end(JSON.stringify(found.details ?? {}));
  });
}

export async function engineThat(listener: RequestListener): Promise<EngineServer> {
  const folder = mkdtempSync(join(tmpdir(), "gapproof-engine-"));
  const socket = join(folder, "engine.sock");
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    socket,
    machine: { folder, env: {}, engineSockets: [socket] },
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A port as Docker lists it: once per address family. */
export function published(host: number, inside = 8000, ip?: string): { Ports: object[] } {
  const port = { PrivatePort: inside, PublicPort: host, Type: "tcp" };
  if (ip !== undefined) return { Ports: [{ IP: ip, ...port }] };
  return {
    Ports: [
      { IP: "0.0.0.0", ...port },
      { IP: "::", ...port },
    ],
  };
}

export function composed(service: string, project = "shop"): { Labels: Record<string, string> } {
  return {
    Labels: { "com.docker.compose.service": service, "com.docker.compose.project": project },
  };
}
