import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { median } from "./median.ts";

export interface ResolveFigures {
  readonly rounds: number;
  /** Node's own start, in the same rounds. */
  readonly nodeMs: number;
  /** What each way of resolving costs beyond Node's start. */
  readonly explicitMs: number;
  readonly probedMs: number;
  /** Absent where no container engine listens. */
  readonly dockerMs?: number;
}

const cli = join(import.meta.dirname, "../src/cli/main.js");
const engineSockets = ["/var/run/docker.sock", "/run/podman/podman.sock"];

/** Whole processes against a bare `node -e 0`, in alternating rounds. */
export async function resolveBeyondNode(rounds: number): Promise<ResolveFigures> {
  const folder = mkdtempSync(join(tmpdir(), "gapproof-bench-"));
  const hasEngine = process.env.DOCKER_HOST !== undefined || engineSockets.some(existsSync);
  // In a process of its own: this one stands still while it waits for the others.
  const backend = spawn(process.execPath, [cli, "serve", "--port", "0", "--json"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    const url = await urlOf(backend);
    const time = (...args: readonly string[]): number => wall(args, folder);
    const round = () => ({
      node: time("-e", "0"),
      explicit: time(cli, "resolve", "--no-probe", "--target", url),
      probed: time(cli, "resolve", "--target", url),
      docker: hasEngine ? time(cli, "resolve", "--target", "docker") : Number.NaN,
    });
    // One round that does not count: the first reads every file from disk.
    round();
    const all = Array.from({ length: rounds }, round);
    const beyond = (way: "explicit" | "probed" | "docker"): number =>
      median(all.map((one) => one[way] - one.node));
    return {
      rounds,
      nodeMs: median(all.map(({ node }) => node)),
      explicitMs: beyond("explicit"),
      probedMs: beyond("probed"),
      ...(hasEngine ? { dockerMs: beyond("docker") } : {}),
    };
  } finally {
    backend.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  }
}

async function urlOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error("the backend was started without its output");
  const [line] = await once(createInterface(stdout), "line");
  return JSON.parse(String(line)).http;
}

/** However it ends: a machine without the backend's container is timed, too. */
function wall(args: readonly string[], cwd: string): number {
  const start = performance.now();
  spawnSync(process.execPath, args, { cwd, stdio: "ignore" });
  return performance.now() - start;
}
