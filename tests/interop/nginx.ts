import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathOf, programMissing } from "./program.ts";

/** nginx on loopback ports of its own, gone when disposed. */
export interface Nginx extends AsyncDisposable {
  /** Ports of the servers, in the order they were given. */
  readonly ports: readonly number[];
}

/** The inside of a `server` block, given its port; `listen` included. */
export type ServerBlock = (port: number) => string;

/** Why nginx cannot be started here, or `undefined` when it can. */
export function nginxMissing(): string | undefined {
  return programMissing("nginx") ?? programMissing("openssl");
}

/** What stands behind nginx. */
export interface Upstreams {
  /** Of the one called `backend`. */
  readonly port: number;
  /** Of a second one; the two together are then called `both`. */
  readonly secondPort?: number;
}

/**
 * Starts nginx with these servers in front of a backend called `backend`.
 *
 * nginx cannot listen on port 0 and tell which it got, so ports are taken, given back, and taken again by
 * nginx; when somebody else was quicker, it is tried with others.
 */
export async function startNginx(
  backend: Upstreams,
  servers: readonly ServerBlock[],
): Promise<Nginx> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryToStart(backend, servers);
    } catch (error) {
      if (attempt === 5 || !/Address already in use/.test(String(error))) throw error;
    }
  }
}

async function tryToStart(backend: Upstreams, servers: readonly ServerBlock[]): Promise<Nginx> {
  const prefix = mkdtempSync(join(tmpdir(), "gapproof-nginx-"));
  const ports = await freePorts(servers.length);
  const blocks = servers.map((block, index) => `server { ${block(ports[index] ?? 0)} }`);
  writeFileSync(join(prefix, "nginx.conf"), configuration(prefix, backend, blocks));
  const args = ["-p", prefix, "-c", join(prefix, "nginx.conf"), "-e", "stderr"];
  const nginx = spawn(pathOf("nginx"), args, { stdio: ["ignore", "ignore", "pipe"] });
  const remove = (): void => rmSync(prefix, { recursive: true, force: true });
  try {
    await accepting(ports, nginx);
  } catch (error) {
    nginx.kill("SIGKILL");
    remove();
    throw error;
  }
  return {
    ports,
    async [Symbol.asyncDispose]() {
      const ended = once(nginx, "exit");
      if (nginx.kill("SIGTERM")) await ended;
      remove();
    },
  };
}

/** One process, nothing outside its prefix, and the headers a WebSocket needs on its way through. */
function configuration(prefix: string, upstreams: Upstreams, blocks: readonly string[]): string {
  const { port, secondPort = port } = upstreams;
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `
    daemon off; master_process off; pid ${prefix}/nginx.pid; error_log stderr warn;
    events { worker_connections 768; }
    http {
      access_log off;
      ${temporary.map((name) => `${name}_temp_path ${prefix}/${name};`).join("\n      ")}
      limit_req_zone $server_port zone=strict:1m rate=1r/m;
      map $http_upgrade $connection_upgrade { default upgrade; "" close; }
      upstream backend { server 127.0.0.1:${port}; }
      upstream both { server 127.0.0.1:${port}; server 127.0.0.1:${secondPort}; }
      proxy_http_version 1.1;
      proxy_set_header Host $host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      ${blocks.join("\n      ")}
    }`;
}

/** Ports that nobody has right now. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const held = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      return server;
    }),
  );
  const ports = held.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Resolves once every port accepts; rejects with what the server said when it ends first. */
export async function accepting(ports: readonly number[], server: ChildProcess): Promise<void> {
  let said = "";
  server.stderr?.on("data", (chunk) => {
    said += String(chunk);
  });
  const ended = once(server, "exit");
  for (const port of ports) {
    while (!(await accepts(port))) {
      if (server.exitCode !== null || server.signalCode !== null) {
        throw new Error(`the server ended: ${said}`);
      }
      await Promise.race([ended, setTimeout(20)]);
    }
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
