import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accepting, freePorts } from "./nginx.ts";
import { pathOf, programMissing } from "./program.ts";

/** HAProxy on loopback ports of its own, gone when disposed. */
export interface Haproxy extends AsyncDisposable {
  /** Ports of the proxies, in the order they were given. */
  readonly ports: readonly number[];
}

/** One proxy: what stands in its `listen` section. */
export interface Section {
  /** Behind the address of `bind`, such as `ssl crt <file>`. */
  readonly bind?: string;
  /** Lines of the section. */
  readonly lines?: readonly string[];
  /** Ports of its servers, taken in turns. */
  readonly servers: readonly number[];
}

/** Why HAProxy cannot be started here, or `undefined` when it can. */
export function haproxyMissing(): string | undefined {
  return programMissing("haproxy");
}

/** Starts HAProxy with these proxies; taken ports are tried again, as with nginx. */
export async function startHaproxy(sections: readonly Section[]): Promise<Haproxy> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryToStart(sections);
    } catch (error) {
      if (attempt === 5 || !/Address already in use|cannot bind/i.test(String(error))) throw error;
    }
  }
}

async function tryToStart(sections: readonly Section[]): Promise<Haproxy> {
  const folder = mkdtempSync(join(tmpdir(), "gapproof-haproxy-"));
  const ports = await freePorts(sections.length);
  const file = join(folder, "haproxy.cfg");
  writeFileSync(file, configuration(sections, ports));
  const haproxy = spawn(pathOf("haproxy"), ["-db", "-f", file], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    await accepting(ports, haproxy);
  } catch (error) {
    haproxy.kill("SIGKILL");
    remove();
    throw error;
  }
  return {
    ports,
    async [Symbol.asyncDispose]() {
      const ended = once(haproxy, "exit");
      if (haproxy.kill("SIGTERM")) await ended;
      remove();
    },
  };
}

function configuration(sections: readonly Section[], ports: readonly number[]): string {
  const listens = sections.flatMap(({ bind = "", lines = [], servers }, index) => [
    `listen proxy-${index}`,
    `  bind 127.0.0.1:${ports[index]} ${bind}`,
    ...lines.map((line) => `  ${line}`),
    ...servers.map((port, n) => `  server server-${n} 127.0.0.1:${port}`),
  ]);
  const times = ["connect 2s", "client 10s", "server 10s"].map((time) => `  timeout ${time}`);
  return `${["global", "  tune.bufsize 262144", "defaults", "  mode http", ...times, ...listens].join("\n")}\n`;
}
